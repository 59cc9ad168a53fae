"""The reveal of a vote as a matchup stores it, so that its voter can be shown the same again."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from typing import NamedTuple, TypeAlias

from service.arena.recording.before_after import RatingSnapshots
from service.domain.matchups import RatingSnapshot
from service.domain.ratings import score
from service.domain.votes import Exclusion, Outcome
from service.errors import AlreadyVoted

VERSION = 1
# The form of a vote that is not rated yet: outcome and exclusion alone.
UNRATED = 2
_UNRATED = struct.Struct(">BB")
# Outcome and exclusion; then mu, sigma and rank of each snapshot. Without alignment, in network order.
_BODY = struct.Struct(">BB" + 4 * "ddI")


class StoredReveal(NamedTuple):
    """What a vote changed, as its voter was shown it; without snapshots while the vote is not rated."""

    outcome: Outcome
    exclusion: Exclusion | None
    snapshots: RatingSnapshots | None = None

    def pack(self) -> bytes:
        """Return the reveal in its stored form: a version byte, then 82 bytes, or 2 of an unrated vote."""
        if self.snapshots is None:
            return bytes((UNRATED,)) + _UNRATED.pack(self.outcome, self.exclusion or 0)
        numbers = [number for one in self.snapshots for number in (one.mu, one.sigma, one.rank or 0)]
        return bytes((VERSION,)) + _BODY.pack(self.outcome, self.exclusion or 0, *numbers)

    @classmethod
    def unpack(cls, stored: bytes | None) -> StoredReveal:
        """Return the reveal behind its stored form.

        Raise AlreadyVoted if none was stored, as for votes that the demo made. Raise ValueError for a form
        that this program does not know.
        """
        if stored is None:
            raise AlreadyVoted("this matchup was voted on")
        if len(stored) == 1 + _UNRATED.size and stored[0] == UNRATED:
            return cls._of(*_UNRATED.unpack(stored[1:]))
        outcome, exclusion, *numbers = _BODY.unpack(_body(stored))
        snapshots = [
            RatingSnapshot(mu, sigma, score(mu, sigma), rank or None)
            for mu, sigma, rank in zip(numbers[::3], numbers[1::3], numbers[2::3], strict=True)
        ]
        return cls._of(outcome, exclusion, RatingSnapshots(*snapshots))

    @classmethod
    def _of(cls, outcome: int, exclusion: int, snapshots: RatingSnapshots | None = None) -> StoredReveal:
        return cls(Outcome(outcome), Exclusion(exclusion) if exclusion else None, snapshots)


Reveals: TypeAlias = Mapping[int, StoredReveal]
"""Reveals by the positions of their votes."""


def _body(stored: bytes) -> bytes:
    # Rows from before migration 0008 have no version byte; only their length tells them apart.
    if len(stored) == _BODY.size:
        return stored
    if len(stored) != 1 + _BODY.size or stored[0] != VERSION:
        raise ValueError(f"this program cannot read a stored reveal of version {stored[0]}")
    return stored[1:]
