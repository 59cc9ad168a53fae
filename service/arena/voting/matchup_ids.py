"""Matchup ids: a matchup's number and arena, signed, so that a forged id is refused without a lookup."""

from __future__ import annotations

import secrets
from functools import lru_cache
from typing import NamedTuple

from service.arena.access.signing import signed, unsigned
from service.domain import clock
from service.errors import NotFound

_PURPOSE = b"matchup"
_NUMBER_BYTES = 8
# The first arenas fit into two bytes, as all did once; the ids of others are longer.
_ARENA_BYTES = (2, 4)
_RANDOM_BITS = 21


class MatchupRef(NamedTuple):
    """What an id stands for: the matchup's number, its arena, and whether an API client asked for it."""

    number: int
    arena_id: int
    named: bool

    def text(self, secret: bytes) -> str:
        """Return the id as clients see it."""
        size = next(size for size in _ARENA_BYTES if self.arena_id < _named(size))
        arena = self.arena_id | (_named(size) if self.named else 0)
        data = self.number.to_bytes(_NUMBER_BYTES, "big") + arena.to_bytes(size, "big")
        return signed(secret, _PURPOSE, data)

    @staticmethod
    def parse(secret: bytes, text: str) -> MatchupRef:
        """Return what an id stands for; raise NotFound if this service did not make it."""
        parsed = _parsed(secret, text)
        if parsed is None:
            raise NotFound("there is no such matchup")
        return parsed


@lru_cache(maxsize=64)
def _parsed(secret: bytes, text: str) -> MatchupRef | None:
    """Return what an id stands for, None for a forged one. A vote asks for it three times."""
    for size in _ARENA_BYTES:
        data = unsigned(secret, _PURPOSE, text, _NUMBER_BYTES + size)
        if data is not None:
            number = int.from_bytes(data[:_NUMBER_BYTES], "big")
            arena = int.from_bytes(data[_NUMBER_BYTES:], "big")
            return MatchupRef(number, arena & ~_named(size), bool(arena & _named(size)))
    return None


def _named(size: int) -> int:
    """Return the bit above every arena's id: the matchup is a voter's whom an API client named."""
    return 1 << (8 * size - 1)


def new_number(dealt_at: int | None = None) -> int:
    """Return a number for a new matchup: milliseconds since 1970 (now by default), then random bits.

    Numbers rise with time, which keeps their index compact and lets a ledger go on from the last one it
    counted, and processes need not agree on them. If a million are made in one second, two of them are equal
    with a probability of a few hundredths; the batch with the second one is then tried again.
    """
    moment = clock.now() if dealt_at is None else dealt_at
    return first_number(moment) | secrets.randbits(_RANDOM_BITS)


def first_number(moment: int) -> int:
    """Return the lowest number of a matchup that is assigned in the millisecond of a moment."""
    return moment // 1_000 << _RANDOM_BITS
