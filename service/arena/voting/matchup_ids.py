"""Matchup ids: a matchup's number and arena, signed, so that one that was made up costs no look anywhere."""

from __future__ import annotations

import secrets
from typing import NamedTuple

from service.arena.access.signing import signed, unsigned
from service.domain import clock
from service.errors import NotFound

_PURPOSE = b"matchup"
_NUMBER_BYTES = 8
_ARENA_BYTES = 2
# Above every arena's number: the matchup was dealt to a voter whom an API client names.
_NAMED = 1 << 15
_RANDOM_BITS = 21


class MatchupRef(NamedTuple):
    """What an id stands for: the matchup's number, its arena, whether an API client asked for it."""

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
        """Return what an id stands for; raise NotFound for one that this service did not make."""
        data = unsigned(secret, _PURPOSE, text, _NUMBER_BYTES + _ARENA_BYTES)
        if data is None:
            raise NotFound("there is no such matchup")
        arena = int.from_bytes(data[_NUMBER_BYTES:], "big")
        return cls(int.from_bytes(data[:_NUMBER_BYTES], "big"), arena & ~_NAMED, bool(arena & _NAMED))


def new_number(dealt_at: int | None = None) -> int:
    """A number for a new matchup: the milliseconds since 1970 when it is dealt (now by default), then chance.

    So they rise with time, which keeps their index compact and lets a ledger go on from the last it counted,
    and processes need not agree on them. Two of a million dealt in one second share one with a probability
    of a few hundredths; the batch that meets it is tried again.
    """
    moment = clock.now() if dealt_at is None else dealt_at
    return moment // 1_000 << _RANDOM_BITS | secrets.randbits(_RANDOM_BITS)
