"""Slices of allowances that this process leased from the database, to be used without asking for each.

A request that finds none waits for the next question to the database, which asks for all that wait. A slice
begins and ends by this process's monotonic clock, counted from before the question: never later than by the
database's.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from service.db import rate_limits
from service.db.engine import Database
from service.db.rate_limits import Ask
from service.domain import clock
from service.domain.rate_limits import MINUTE, Slice, Subject
from service.errors import ArenaError
from service.logs.request_ids import background

Clock = Callable[[], float]
"""Returns seconds of a clock that never goes back."""

_MINUTE = MINUTE / clock.SECOND
_ROUNDING = 1e-6
# Bounds how long a question locks the rows of others.
_ASKED_AT_ONCE = 500


@dataclass(slots=True)
class _Held:
    """The slots of a subject from ``begin`` to ``end``; when they are used up, none until ``none_until``."""

    begin: float
    end: float
    none_until: float

    def take(self, now: float, step: float) -> float | None:
        """Use a slot; return 0, or the seconds until there may be one, or None to ask for more."""
        if self._has_slot(now, step):
            self.begin = max(now, self.begin) + step
            return 0.0
        return self.none_until - now if self.none_until > now else None

    def _has_slot(self, now: float, step: float) -> bool:
        return max(now, self.begin) + step <= self.end + _ROUNDING

    def is_out(self, now: float, step: float) -> bool:
        """Return whether `take` would ask for more."""
        return not self._has_slot(now, step) and self.none_until <= now


@dataclass(slots=True)
class _Waiting:
    """Those who wait for slots of a subject; ``asked`` is set after the question."""

    per_minute: int
    futures: list[asyncio.Future[float | None]] = field(default_factory=list)
    asked: asyncio.Future[None] = field(default_factory=lambda: asyncio.get_running_loop().create_future())


class Slices:
    """The slices that this process holds, for use by one event loop."""

    def __init__(self, database: Database, clock: Clock = time.monotonic) -> None:
        self._database = database
        self._clock = clock
        self._began = clock()
        self._held: dict[Subject, _Held] = {}
        self._waiting: dict[Subject, _Waiting] = {}
        self._task: asyncio.Task[None] | None = None

    def __len__(self) -> int:
        """Return how many subjects' slices are remembered."""
        return len(self._held)

    def clear(self) -> None:
        """Forget the slices. What is left of them passes."""
        self._held.clear()

    async def close(self) -> None:
        """Wait for the question that is under way."""
        if self._task is not None:
            await self._task

    async def take(self, subject: Subject, per_minute: int, patience: float) -> float | None:
        """Use a slot of a subject; return 0, or the seconds until there is one.

        Return None if the database did not answer in time.
        """
        now = self._clock()
        if now - self._began > _MINUTE:
            self._forget(now)
        held = self._held.get(subject)
        wait = held.take(now, _MINUTE / per_minute) if held else None
        return await self._asked(subject, per_minute, patience) if wait is None else wait

    def _forget(self, now: float) -> None:
        self._held = {key: one for key, one in self._held.items() if max(one.end, one.none_until) > now}
        self._began = now

    async def prepare(self, limits: Sequence[tuple[Subject, int]], patience: float) -> None:
        """Lease slices for subjects that are about to take, each with its limit, in one question for all."""
        now = self._clock()
        questions = {
            self._question(subject, per_minute).asked
            for subject, per_minute in limits
            if per_minute and subject not in self._waiting and self._is_out(subject, per_minute, now)
        }
        if questions:
            await asyncio.wait(questions, timeout=patience)

    def _is_out(self, subject: Subject, per_minute: int, now: float) -> bool:
        held = self._held.get(subject)
        return held is None or held.is_out(now, _MINUTE / per_minute)

    def _question(self, subject: Subject, per_minute: int) -> _Waiting:
        waiting = self._waiting.setdefault(subject, _Waiting(per_minute))
        if self._task is None or self._task.done():
            self._task = background(self._ask(), "arena-rate-limits")
        return waiting

    async def _asked(self, subject: Subject, per_minute: int, patience: float) -> float | None:
        future: asyncio.Future[float | None] = asyncio.get_running_loop().create_future()
        self._question(subject, per_minute).futures.append(future)
        # The question goes on if this caller leaves: the others still want the answer.
        await asyncio.wait({future}, timeout=patience)
        return future.result() if future.done() else None

    async def _ask(self) -> None:
        """Ask until nobody waits."""
        while self._waiting:
            waiting = self._waiting
            self._waiting = dict(list(waiting.items())[_ASKED_AT_ONCE:])
            await self._ask_for({key: waiting[key] for key in list(waiting)[:_ASKED_AT_ONCE]})

    async def _ask_for(self, waiting: dict[Subject, _Waiting]) -> None:
        asks = [Ask(key, one.per_minute, len(one.futures)) for key, one in waiting.items()]
        began = self._clock()
        try:
            slices = await self._database.write(rate_limits.lease_slices, asks)
        except ArenaError:  # until the meter finds the database again, this process counts alone
            pass
        else:
            for (subject, one), piece in zip(waiting.items(), slices, strict=True):
                self._held[subject] = _hand_out(one.futures, piece, began, self._clock())
        finally:
            for one in waiting.values():
                _answer(one.futures, None)
                one.asked.set_result(None)


def _hand_out(
    futures: Sequence[asyncio.Future[float | None]], piece: Slice, began: float, now: float
) -> _Held:
    """Give the slots of a slice to those who wait, and return the rest."""
    wait = piece.wait / clock.SECOND
    _answer(futures[: piece.slots], 0.0)
    _answer(futures[piece.slots :], wait)
    used = min(len(futures), piece.slots)
    begin = began + (piece.ahead + used * piece.step) / clock.SECOND
    end = began + (piece.ahead + piece.slots * piece.step) / clock.SECOND
    return _Held(begin, end, now + wait if len(futures) > piece.slots else now)


def _answer(futures: Sequence[asyncio.Future[float | None]], wait: float | None) -> None:
    for future in futures:
        if not future.done():
            future.set_result(wait)
