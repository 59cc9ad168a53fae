"""Rate limits: how often a voter, a network and a key may ask, and up to what pace votes count.

What is left of a limit is kept in memory. Every process counts for itself: what several let through adds up,
and a restart forgets.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Hashable
from typing import Literal, Protocol

from service.errors import TooMany
from service.settings import Settings

Kind = Literal["assign", "vote", "skip", "undo"]

# To ask again for the matchup that is already open costs little, and pages do it each time they are loaded.
# An undo folds the arena's day again: 0.1 s after 10,000 votes.
_FACTORS: dict[Kind, float] = {"assign": 5, "undo": 0.1}
_MINUTE = 60.0


class Sender(Protocol):
    """A visitor, as far as limits are concerned: two keyed hashes."""

    @property
    def voter(self) -> int:
        """The voter's number."""

    @property
    def address(self) -> int | None:
        """The network's number, None if it is not known."""


class RateLimits:
    """The limits of the settings, and what is left of each."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._meter = Meter()

    def check_visitor(self, visitor: Sender, kind: Kind) -> None:
        """Count a visitor's request; raise TooMany if its voter or its network sends too many."""
        factor = _FACTORS.get(kind, 1)
        self._check(("voter", kind, visitor.voter), self._settings.voter_limit * factor, "you")
        if visitor.address is not None:
            subject = ("address", kind, visitor.address)
            self._check(subject, self._settings.address_limit * factor, "your network")

    def check_key(self, key_id: int) -> None:
        """Count a request that brings a key; raise TooMany if too many bring it."""
        self._check(("key", key_id), self._settings.key_limit, "this key")

    def over_pace(self, visitor: Sender) -> bool:
        """Count a vote; return whether its voter votes too fast for it to count. It is stored anyway."""
        return self._meter.take(("pace", visitor.voter), self._settings.pace) > 0

    def _check(self, subject: Hashable, per_minute: float, who: str) -> None:
        wait = self._meter.take(subject, math.ceil(per_minute))
        if wait:
            seconds = math.ceil(wait)
            raise TooMany(f"too many requests from {who}; try again in {seconds} s", retry_after=seconds)


class Meter:
    """What is left of each subject's allowance, which refills evenly and holds a minute's worth.

    An allowance is kept as one number, the moment at which it will be full again (GCRA, the "leaky bucket as
    a meter"). Subjects are kept by the minute in which they last asked. Those that have been silent for more
    than a minute have a full allowance and are forgotten together.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._began = clock()
        self._recent: dict[Hashable, float] = {}
        self._before: dict[Hashable, float] = {}

    def __len__(self) -> int:
        """Return how many subjects are remembered."""
        return len(self._recent) + len(self._before)

    def take(self, subject: Hashable, per_minute: int) -> float:
        """Take one from a subject's allowance; return 0, or the seconds until there is one to take.

        A limit of 0 means no limit.
        """
        if not per_minute:
            return 0.0
        now = self._clock()
        if now - self._began > _MINUTE:
            self._forget(now)
        full_at = max(now, self._recent.get(subject) or self._before.get(subject, now)) + _MINUTE / per_minute
        # A little more than a minute: sums of fractions are a little off.
        if full_at - now > _MINUTE + 1e-6:
            return full_at - now - _MINUTE
        self._recent[subject] = full_at
        return 0.0

    def _forget(self, now: float) -> None:
        self._before = self._recent if now - self._began <= 2 * _MINUTE else {}
        self._recent, self._began = {}, now
