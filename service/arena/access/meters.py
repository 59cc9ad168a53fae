"""Meters: one in memory, and one that holds over all processes and asks the database only where it must.

A process that is the only one counts alone, in memory, as fast as if there were no others; the table
`rate_limiters` says so. It looks there often enough that another process, which enters itself and then waits,
is noticed: the first one stores what it has counted, and from then on both lease slices. Nobody needs the
time of day for this. A look is good for one second of the process's own monotonic clock, counted from before
it; a process that waits longer than that knows that the other is dead or frozen.
"""

from __future__ import annotations

import asyncio
import logging
import math
import secrets
import time
from collections.abc import Sequence
from enum import Enum

from service.arena.access import limiters
from service.arena.access.limiters import Attendance
from service.arena.access.slices import Clock, Slices
from service.db.engine import Database
from service.domain import clock
from service.domain.rate_limits import Subject, Usage
from service.errors import ArenaError
from service.logs.request_ids import background

ALONE_SECONDS = 1.0
"""How long a process counts alone after it last saw that it is the only one."""

LOOK_SECONDS = 0.25
SHARED_SECONDS = 40.0
"""How long a process leases slices after it last said that it is there; less than `rate_limits.GONE`."""

ATTEND_SECONDS = 20.0
# How long until the database is tried again.
LOCAL_SECONDS = 1.0
# How long a request waits for the database before its limits are counted in memory instead.
_PATIENCE_SECONDS = 5.0
_IDLE_SECONDS = 60.0
# A process that counts alone has noticed another process after this many pauses of that length, or is dead.
_RELEASE_SECONDS = 0.05
_RELEASE_LOOKS = math.ceil((ALONE_SECONDS + LOOK_SECONDS) / _RELEASE_SECONDS)

_MINUTE = 60.0

logger = logging.getLogger("arena")


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


class Mode(Enum):
    """How this process counts: alone, with others, or by itself because the database is away."""

    ALONE = LOOK_SECONDS
    SHARED = ATTEND_SECONDS
    LOCAL = LOCAL_SECONDS


class SharedMeter:
    """What is left of each subject's allowance, whichever process is asked; for use by one event loop."""

    def __init__(self, database: Database, clock: Clock = time.monotonic) -> None:
        self._database = database
        self._clock = clock
        self._id = secrets.randbits(62)
        self._meter = Meter(clock)
        self._slices = Slices(database, clock)
        self._mode = Mode.LOCAL
        self._until = self._used_at = self._settling_since = clock()
        self._settling: asyncio.Task[None] | None = None
        self._watching: asyncio.Task[None] | None = None

    @property
    def mode(self) -> Mode | None:
        """How this process counts now, None if it has to look first."""
        return self._mode if self._clock() < self._until else None

    async def take(self, subject: Subject, per_minute: int) -> float:
        """Take one from a subject's allowance; return 0, or the seconds until there is one to take.

        A limit of 0 means no limit. If the database cannot be reached, this process counts by itself.
        """
        if not per_minute:
            return 0.0
        self._used_at = now = self._clock()
        if self._mode is Mode.ALONE and now < self._until:
            return self._meter.take(subject, per_minute)
        while (self.mode or await self.settle()) is Mode.SHARED:
            wait = await self._slices.take(subject, per_minute, _PATIENCE_SECONDS)
            if wait is None:
                self._set(Mode.LOCAL, math.inf)
            elif self.mode is Mode.SHARED:
                return wait
        return self._meter.take(subject, per_minute)

    def owed(self, subject: Subject) -> float | None:
        """Return the seconds until a subject's allowance is full, None if other processes count as well."""
        return None if self._mode is Mode.SHARED else self._meter.owed(subject)

    async def prepare(self, limits: Sequence[tuple[Subject, int]]) -> None:
        """Save questions to the database: the subjects, each with its limit, are about to `take`."""
        if (self.mode or await self.settle()) is Mode.SHARED:
            await self._slices.prepare(limits, _PATIENCE_SECONDS)

    async def settle(self) -> Mode:
        """Find out how to count, and return it."""
        task = self.start()
        patience = max(0.0, self._settling_since + _PATIENCE_SECONDS - self._clock())
        await asyncio.wait({task}, timeout=patience)
        return self.mode or Mode.LOCAL

    def start(self) -> asyncio.Task[None]:
        """Return the task that finds out how to count."""
        if self._settling is None or self._settling.done():
            self._settling_since = self._clock()
            self._settling = background(self._settle(), "arena-limiter")
        return self._settling

    async def close(self) -> None:
        """Stop, and leave the limits to the other processes."""
        if self._settling is None:
            return
        tasks = [task for task in (self._watching, self._settling) if task is not None]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._slices.close()
        await limiters.leave(self._database, self._id)

    async def _settle(self) -> None:
        try:
            if self._mode is not Mode.ALONE or not await self._still_alone():
                await self._attend()
        except ArenaError as error:
            if self._mode is not Mode.LOCAL:
                logger.warning("rate limits are counted by this process alone: %s", error)
            self._set(Mode.LOCAL, math.inf)
        if self._watching is None or self._watching.done():
            self._watching = background(self._watch(), "arena-limiter-watch")

    async def _still_alone(self) -> bool:
        began = self._clock()
        if not await limiters.is_alone(self._database, self._id):
            return False
        self._until = began + ALONE_SECONDS
        return True

    async def _attend(self) -> None:
        """Enter this process, with what it has counted in memory; wait for another one that counts alone."""
        if self._mode is Mode.ALONE:
            self._until = self._clock()  # from here on, requests wait: what they take would be missed
        usage = self._meter.hand_over()
        try:
            began, attendance = await self._enter(usage)
        except ArenaError:
            self._meter.take_over(usage)
            raise
        if attendance.alone:
            self._meter.take_over(attendance.usage)
            self._set(Mode.ALONE, began + ALONE_SECONDS)
        else:
            self._set(Mode.SHARED, began + SHARED_SECONDS)

    async def _enter(self, usage: list[Usage]) -> tuple[float, Attendance]:
        began = self._clock()
        attendance = await limiters.attend(self._database, self._id, usage)
        if not attendance.blocked:
            return began, attendance
        for _ in range(_RELEASE_LOOKS):
            if not await limiters.is_blocked(self._database, self._id):
                break
            await asyncio.sleep(_RELEASE_SECONDS)
        began = self._clock()
        return began, await limiters.attend(self._database, self._id, [], overrule=True)

    def _set(self, mode: Mode, until: float) -> None:
        if mode is not self._mode:
            self._slices.clear()
        self._mode, self._until = mode, until

    async def _watch(self) -> None:
        """Look again and again, as long as there is something in memory that others must not miss."""
        while self._mode is not Mode.ALONE or self._clock() - self._used_at < _IDLE_SECONDS:
            await asyncio.sleep(self._mode.value)
            await self.settle()
