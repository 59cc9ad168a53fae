"""The manifest of a release: what it was made from, and the size and hash of every file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from service.arena.archive.sealing import PARAMETERS
from service.domain.arenas import Arena
from service.errors import Damaged, Invalid
from service.rating.params import Params

FILE = "release.json"
VERSION = 1

_NAME_DIGITS = 8


@dataclass(frozen=True, slots=True)
class ReleasedFile:
    """A file: its SHA-256 in hexadecimal, its size, and its rows if it is a table."""

    sha256: str
    bytes: int
    rows: int | None = None


@dataclass(frozen=True, slots=True)
class Header:
    """What a release was made from: an arena's log up to a position, and the parameters of its ratings.

    ``as_of`` is the time of the last vote. The demo made the first ``simulated`` votes.
    """

    arena: str
    name: str
    task: str
    position: int
    as_of: str
    simulated: int
    parameters: Mapping[str, float | str]

    @classmethod
    def of(cls, arena: Arena, position: int, as_of: str) -> Header:
        """Return the header of an arena's release."""
        parameters = {name: getattr(arena, name) for name in PARAMETERS}
        simulated = arena.simulated(position)
        return cls(arena.slug, arena.name, arena.task, position, as_of, simulated, parameters)

    @property
    def params(self) -> Params:
        """The parameters, checked. Raises Invalid."""
        return Params(**self.parameters)  # type: ignore[arg-type]

    def to_arena(self) -> Arena:
        """Return the arena as the fold and the boards need it. It has no state yet. Raise Invalid."""
        params = self.params
        return Arena(
            id=1,
            slug=self.arena,
            name=self.name,
            task=self.task,
            description=None,
            mu=params.mu,
            sigma=params.sigma,
            beta=params.beta,
            tau=params.tau,
            draw_probability=params.draw_probability,
            both_bad=params.both_bad,
            matchmaking="",
            revision=0,
            last_position=0,
            day=None,
            created_at=0,
            rated_at=0,
            retired_at=None,
            simulated_until=self.simulated,
        )


@dataclass(frozen=True, slots=True)
class ReleaseManifest:
    """A whole release.

    ``chain`` is the hash of the last manifest in ``chain/``, which fixes all votes before it. ``counted`` is
    how many of the votes count.
    """

    header: Header
    method_version: str
    counted: int
    chain: str
    files: Mapping[str, ReleasedFile]
    version: int = VERSION

    def encode(self) -> bytes:
        """Return the manifest as JSON: the same bytes for the same release."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, indent=1).encode() + b"\n"

    @classmethod
    def decode(cls, data: bytes) -> ReleaseManifest:
        """Return the manifest behind its JSON. Raise Damaged, and Invalid for one of another version."""
        try:
            values: dict[str, Any] = json.loads(data)
            if values.get("version") != VERSION:
                raise Invalid(
                    f"{FILE} is of version {values.get('version')}; this program reads version {VERSION}"
                )
            header = Header(**values.pop("header"))
            files = {name: ReleasedFile(**one) for name, one in values.pop("files").items()}
            return cls(header=header, files=files, **values)
        except (ValueError, TypeError, KeyError, AttributeError):
            raise Damaged(f"{FILE} cannot be read") from None

    @property
    def fingerprint(self) -> str:
        """The SHA-256 of the manifest, which fixes every byte of the release."""
        return hashlib.sha256(self.encode()).hexdigest()

    @property
    def name(self) -> str:
        """The name of the release: the day and position of its last vote, and how its fingerprint begins."""
        day, digits = self.header.as_of[:10], self.fingerprint[:_NAME_DIGITS]
        return f"{day}-{self.header.position}-{digits}"

    @property
    def bytes(self) -> int:
        """The size of all files but the manifest."""
        return sum(file.bytes for file in self.files.values())
