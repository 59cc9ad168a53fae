"""Allowances: how often something may happen a minute, for any number of subjects, in memory.

An allowance refills evenly and holds a minute's worth. It is kept as one number, the moment at which it will
be full again (GCRA, the "leaky bucket as a meter"). Every process counts for itself: what several let
through adds up, and a restart forgets.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable

_MINUTE = 60.0


class Allowances:
    """What is left of each subject's allowance.

    Subjects stand in the generation in which they last asked. Those of the generation before last have
    been silent for a minute or more, so their allowance is full and they can be forgotten together.
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
        """Take one from a subject's allowance: 0, or the seconds after which there is one to take.

        A limit of 0 is none.
        """
        if not per_minute:
            return 0.0
        now = self._clock()
        if now - self._began > _MINUTE:
            self._forget(now)
        full_at = max(now, self._recent.get(subject) or self._before.get(subject, now)) + _MINUTE / per_minute
        # A little more than a minute: what was added up comes out a little off.
        if full_at - now > _MINUTE + 1e-6:
            return full_at - now - _MINUTE
        self._recent[subject] = full_at
        return 0.0

    def _forget(self, now: float) -> None:
        self._before = self._recent if now - self._began <= 2 * _MINUTE else {}
        self._recent, self._began = {}, now
