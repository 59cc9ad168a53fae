"""A meter: what is left of each subject's allowance, in the memory of this process."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from service.domain import clock
from service.domain.rate_limits import Subject, Usage

Clock = Callable[[], float]
"""Returns seconds of a clock that never goes back."""

_MINUTE = 60.0


class Meter:
    """What is left of each subject's allowance, which refills evenly and holds a minute's worth.

    An allowance is the moment at which it will be full again; see `service.domain.rate_limits`. Subjects are
    kept by the minute in which they last asked. Those that have been silent for more than a minute have a
    full allowance and are forgotten together.
    """

    def __init__(self, clock: Clock = time.monotonic) -> None:
        self._clock = clock
        self._began = clock()
        self._recent: dict[Subject, float] = {}
        self._before: dict[Subject, float] = {}

    def __len__(self) -> int:
        """Return how many subjects are remembered."""
        return len(self._recent) + len(self._before)

    def take(self, subject: Subject, per_minute: int) -> float:
        """Take one from a subject's allowance; return 0, or the seconds until there is one to take."""
        now = self._clock()
        if now - self._began > _MINUTE:
            self._forget(now)
        full_at = max(now, self._full_at(subject, now)) + _MINUTE / per_minute
        # A little more than a minute: sums of fractions are a little off.
        if full_at - now > _MINUTE + 1e-6:
            return full_at - now - _MINUTE
        self._recent[subject] = full_at
        return 0.0

    def owed(self, subject: Subject) -> float:
        """Return the seconds until a subject's allowance is full."""
        now = self._clock()
        return max(0.0, self._full_at(subject, now) - now)

    def _full_at(self, subject: Subject, otherwise: float) -> float:
        return self._recent.get(subject) or self._before.get(subject, otherwise)

    def _forget(self, now: float) -> None:
        self._before = self._recent if now - self._began <= 2 * _MINUTE else {}
        self._recent, self._began = {}, now

    def hand_over(self) -> list[Usage]:
        """Return what is not full, and forget it."""
        now = self._clock()
        left = {**self._before, **self._recent}
        self._before, self._recent = {}, {}
        return [Usage(key, round((at - now) * clock.SECOND)) for key, at in left.items() if at > now]

    def take_over(self, usage: Sequence[Usage]) -> None:
        """Count what was counted elsewhere as well."""
        now = self._clock()
        for one in usage:
            full_at = max(now, self._full_at(one.subject, now)) + one.micros / clock.SECOND
            self._recent[one.subject] = min(now + _MINUTE, full_at)
