"""Versions: whether a record of the catalog is still as its editor saw it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import TypeVar

from service.db.catalog_revision import lock_catalog
from service.db.engine import WriteSession
from service.domain.arenas import Arena
from service.domain.catalog import Model, Offer, Organization, Prompt
from service.errors import Outdated

Record = Organization | Model | Arena | Offer | Prompt
T = TypeVar("T")

# What votes and the demo change of an arena. No editor can overwrite it.
_NOT_EDITED = ("revision", "last_position", "day", "rated_at", "simulated_until", "demo_images")
_DIGITS = 12


def version_of(record: Record) -> str:
    """Return the version of a record: other digits after each edit, and the same after a vote."""
    fields = asdict(record)
    for name in _NOT_EDITED:
        fields.pop(name, None)
    return hashlib.sha256(repr(sorted(fields.items())).encode()).hexdigest()[:_DIGITS]


@dataclass(frozen=True, slots=True)
class Expected:
    """The versions of a record for which a change is meant. With ``anything``, every version is."""

    versions: frozenset[str]
    anything: bool = False

    def check(self, version: str) -> None:
        """Raise Outdated for another version."""
        if not self.anything and version not in self.versions:
            raise Outdated("it has changed since you read it: read it again and send its new ETag")


def change_expected(
    session: WriteSession,
    expected: Expected | None,
    get: Callable[[WriteSession], Record],
    work: Callable[[WriteSession], T],
) -> T:
    """Do the work if the record is of an expected version, or if none is expected. Raise Outdated."""
    if expected is not None:
        lock_catalog(session)  # so that nobody changes it between the check and the work
        expected.check(version_of(get(session)))
    return work(session)
