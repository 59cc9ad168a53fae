"""Matchup ids: a matchup's number and arena, signed, so that a forged id is refused without a lookup."""

from __future__ import annotations

import secrets
from typing import NamedTuple

from service.arena.access.signing import signed, unsigned
from service.domain import clock
from service.errors import NotFound

_PURPOSE = b"matchup"
_NUMBER_BYTES = 8
_ARENA_BYTES = 2
# Above every arena's id: the matchup was assigned to a voter whom an API client named.
_NAMED = 1 << 15
_RANDOM_BITS = 21


class MatchupRef(NamedTuple):
    """What an id stands for: the matchup's number, its arena, and whether an API client asked for it."""

    number: int
    arena_id: int
    named: bool

    def text(self, secret: bytes) -> str:
        """Return the id as clients see it."""
        arena = self.arena_id | (_NAMED if self.named else 0)
        data = self.number.to_bytes(_NUMBER_BYTES, "big") + arena.to_bytes(_ARENA_BYTES, "big")
        return signed(secret, _PURPOSE, data)

    @classmethod
    def parse(cls, secret: bytes, text: str) -> MatchupRef:
        """Return what an id stands for; raise NotFound if this service did not make it."""
        data = unsigned(secret, _PURPOSE, text, _NUMBER_BYTES + _ARENA_BYTES)
        if data is None:
            raise NotFound("there is no such matchup")
        arena = int.from_bytes(data[_NUMBER_BYTES:], "big")
        return cls(int.from_bytes(data[:_NUMBER_BYTES], "big"), arena & ~_NAMED, bool(arena & _NAMED))


def new_number(dealt_at: int | None = None) -> int:
    """Return a number for a new matchup: milliseconds since 1970 (now by default), then random bits.

    Numbers rise with time, which keeps their index compact and lets a ledger go on from the last one it
    counted, and processes need not agree on them. If a million are made in one second, two of them are equal
    with a probability of a few hundredths; the batch with the second one is then tried again.
    """
    moment = clock.now() if dealt_at is None else dealt_at
    return moment // 1_000 << _RANDOM_BITS | secrets.randbits(_RANDOM_BITS)
