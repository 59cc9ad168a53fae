"""Manifests: what a segment is, in JSON beside its Parquet file, each with the hash of the one before it.

A manifest is stored under its own hash. So the hash of the newest one fixes every segment before it, as the
newest commit of a Git repository fixes its history. It also has the names behind the segment's ids, so that
the archive can be read without the database.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass

VERSION = 1


@dataclass(frozen=True, slots=True)
class Manifest:
    """A segment: its positions and days, its file, the manifest before it, and the names of its ids.

    ``parameters`` are the arena's rating parameters at the time of sealing. Hashes are hexadecimal;
    ``previous`` is None for the first segment of a log.
    """

    arena: str
    first_position: int
    last_position: int
    first_day: str
    last_day: str
    sha256: str
    size: int
    previous: str | None
    parameters: Mapping[str, float | str]
    models: Mapping[str, str]
    categories: Mapping[str, Mapping[str, str | Sequence[str]]]
    version: int = VERSION

    def encode(self) -> bytes:
        """Return the manifest as JSON: the same bytes for the same manifest."""
        return json.dumps(asdict(self), ensure_ascii=False, sort_keys=True, indent=1).encode() + b"\n"

    @classmethod
    def decode(cls, data: bytes) -> Manifest:
        """Return the manifest behind its JSON."""
        return cls(**json.loads(data))
