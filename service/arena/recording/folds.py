"""The folds of a process: it keeps its share of the arenas' leases, folds their logs, and waits for others.

PostgreSQL only. Each process that records votes is a worker. The arenas are dealt out among the running
workers by themselves: one that stops gives its leases back at once, and those of a worker that died run out.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial

from service.arena.recording.arena_fold import ArenaFold, log_failure
from service.arena.recording.backlog import reveals_of
from service.arena.recording.fold_work import FoldWork
from service.arena.recording.id_cache import IdCache
from service.arena.recording.live_fold import Leases, keep_leases, leave
from service.arena.recording.operations import StoredBatch
from service.arena.recording.reveals import Reveals, StoredReveal
from service.db.engine import Database
from service.db.queries.arenas import FOLDED
from service.db.queries.live import log as live_log
from service.db.queries.live.leases import FREED
from service.errors import ArenaError
from service.logs.request_ids import background

# Four times in the life of a lease.
LEASES_SECONDS = 0.5
# A process that appends to arenas of others tells their owners at most this often.
ANNOUNCE_SECONDS = 0.005
# How often to look at the logs all the same.
LOOK_SECONDS = 0.25
RATED_SECONDS = 20.0
"""How long an answer waits for its votes to be rated; after that it says that they are stored."""

# So many arenas are named in a line of the log.
_SHOWN = 10

logger = logging.getLogger("arena")


@dataclass(slots=True)
class _Waiter:
    """Somebody who waits until the ratings include a batch."""

    batch: StoredBatch
    rated: asyncio.Future[None]
    reveals: dict[int, StoredReveal] = field(default_factory=dict)

    def reached(self, position: int, reveals: Reveals) -> None:
        """Note that the ratings include the votes up to a position, of which these were just rated."""
        self.reveals.update((i, reveals[i]) for i in self.batch.cast_positions if i in reveals)
        if self.batch.last_position <= position and not self.rated.done():
            self.rated.set_result(None)


class Folds:
    """What this process folds, and who waits for folds here. `close` it at the end."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.ids = IdCache()
        self._work = FoldWork(database, self.ids)
        self._worker = secrets.randbits(62)
        self._folding: dict[int, ArenaFold] = {}
        self._released: set[int] = set()
        self._waiting: dict[int, list[_Waiter]] = {}
        self._leases_now = asyncio.Event()
        self._owned: frozenset[int] = frozenset()
        self._others: frozenset[int] = frozenset()
        self._appended: set[int] = set()
        self._announcing: asyncio.Task[None] | None = None
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Join the workers, unless this process has done so already."""
        if not self._tasks:
            self.database.revisions.listen(live_log.APPENDED, self._heard_appended)
            self.database.revisions.listen(FOLDED, self._heard_folded)
            self.database.revisions.listen(FREED, lambda _: self._leases_now.set())
            self._tasks = [
                background(self._keep_leases(), "arena-leases"),
                background(self._keep_looking(), "arena-backlog"),
            ]

    async def rated(self, batch: StoredBatch) -> Reveals | None:
        """Return the reveals of a batch's votes once they are rated; None if that takes too long."""
        self.start()
        waiter = _Waiter(batch, asyncio.get_running_loop().create_future())
        waiters = self._waiting.setdefault(batch.arena_id, [])
        waiters.append(waiter)
        self.appended(batch.arena_id)
        try:
            async with asyncio.timeout(RATED_SECONDS):
                await waiter.rated
                if waiter.reveals.keys() >= batch.cast_positions:
                    return waiter.reveals
                # Another process folded some of them, or it was done before this one began to wait.
                return await self.database.read(reveals_of, batch.arena_id, batch.cast_positions)
        except (TimeoutError, ArenaError):
            return None
        finally:
            waiters.remove(waiter)

    @property
    def owned(self) -> int:
        """How many arenas this process folds."""
        return len(self._owned)

    def owns(self, arena_id: int) -> bool:
        """Return whether this process folds an arena."""
        return arena_id in self._owned

    def appended(self, arena_id: int) -> None:
        """Note that votes were appended to an arena's log here."""
        fold = self._folding.get(arena_id)
        if fold is not None:
            fold.wake()
        elif arena_id not in self._others:
            self._leases_now.set()
        else:
            self._appended.add(arena_id)
            if self._announcing is None:
                self._announcing = asyncio.create_task(self._announce())

    async def _announce(self) -> None:
        """Tell the owners of arenas what was appended, as long as more is appended."""
        try:
            while self._appended:
                arenas, self._appended = self._appended, set()
                with suppress(ArenaError):  # the owner looks from time to time anyway
                    await self.database.read_apart(live_log.announce, arenas)
                await asyncio.sleep(ANNOUNCE_SECONDS)
        finally:
            self._announcing = None

    def reached(self, arena_id: int, position: int, reveals: Reveals) -> None:
        """Note that the ratings of an arena include the votes up to a position."""
        for waiter in self._waiting.get(arena_id, ()):
            waiter.reached(position, reveals)

    async def _keep_leases(self) -> None:
        while True:
            self._leases_now.clear()
            released, self._released = self._released, set()
            try:
                leases = await self.database.write(keep_leases, self._worker, released)
            except Exception as error:  # noqa: BLE001 - without leases, nothing would be rated
                log_failure("the leases on arenas were not renewed", error)
            else:
                self._follow(leases)
            await _set_within(self._leases_now, LEASES_SECONDS)
            await asyncio.sleep(ANNOUNCE_SECONDS)  # an arena whose owner died is asked for no more often

    def _follow(self, leases: Leases) -> None:
        """Fold what this process owns now, and stop folding what it should give to others."""
        self._log_changes(leases)
        self._others = leases.others
        # What it owns and does not fold, because it never heard that it had taken or not released it.
        if forgotten := leases.surplus - self._folding.keys():
            self._released |= forgotten
            self._leases_now.set()
        for arena_id, fold in list(self._folding.items()):
            # A lease of another epoch: somebody else had the arena meanwhile, and what is in memory is old.
            if leases.held.get(arena_id) != fold.lease or arena_id in leases.surplus:
                fold.stop()
        for arena_id, lease in leases.held.items():
            if arena_id not in leases.surplus and arena_id not in self._folding:
                fold = self._folding[arena_id] = ArenaFold(self.database, self._work, lease, self.reached)
                fold.task.add_done_callback(partial(self._ended, arena_id))

    def _log_changes(self, leases: Leases) -> None:
        before, self._owned = self._owned, frozenset(leases.held.keys() - leases.surplus)
        taken, given = self._owned - before, before - self._owned
        if taken or given:
            logger.info(
                "this process folds %d arenas: took %s, gives up %s",
                len(self._owned),
                sorted(taken)[:_SHOWN] or "none",
                sorted(given)[:_SHOWN] or "none",
            )

    def _ended(self, arena_id: int, _task: asyncio.Task[None]) -> None:
        del self._folding[arena_id]
        self._released.add(arena_id)
        self._leases_now.set()

    def _heard_appended(self, payload: str) -> None:
        for fold in map(self._folding.get, map(int, payload.split())) if payload else self._folding.values():
            if fold is not None:
                fold.wake()

    def _heard_folded(self, payload: str) -> None:
        if payload:
            arena_id, position = map(int, payload.split())
            self.reached(arena_id, position, {})

    async def _keep_looking(self) -> None:
        """Look at the logs from time to time, because an announcement may not have been heard."""
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                await self._look()
            except Exception as error:  # noqa: BLE001 - as above
                log_failure("arenas with new votes were not looked for", error)

    async def _look(self) -> None:
        waited = [i for i, waiters in self._waiting.items() if waiters]
        for head in await self.database.read(live_log.heads, {*self._folding, *waited}):
            fold = self._folding.get(head.arena_id)
            if fold is not None and head.due > head.rated:
                fold.wake()
            self.reached(head.arena_id, head.rated, {})

    async def close(self) -> None:
        """Stop folding, and give all leases to others. Those who wait get no answer from here any more."""
        for task in self._tasks:
            task.cancel()
        folds = list(self._folding.values())
        for fold in folds:
            fold.stop()
        announcing = [self._announcing] if self._announcing else []
        tasks = [*self._tasks, *announcing, *(fold.task for fold in folds)]
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._tasks:
            with suppress(ArenaError):
                await self.database.write(leave, self._worker, [fold.lease.arena_id for fold in folds])


async def _set_within(event: asyncio.Event, seconds: float) -> None:
    """Wait until the event is set, at most this long."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
