"""The folds of a process: it keeps its share of the arenas' leases, folds their logs, and waits for others.

PostgreSQL only. Each process that records votes is a worker. The arenas are dealt out among the running
workers by themselves: whoever stops gives its leases back at once, and those of a worker that died run out.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial

from service.arena.recording.backlog import reveals_of
from service.arena.recording.id_cache import IdCache
from service.arena.recording.live_fold import (
    FoldedPart,
    KeptState,
    Lease,
    LeaseLostError,
    Leases,
    OutdatedError,
    fold_next,
    keep_leases,
    leave,
)
from service.arena.recording.operations import StoredBatch
from service.arena.recording.reveals import Reveals, StoredReveal
from service.db.engine import Database
from service.db.queries import live_log
from service.errors import ArenaError

# Four times in the life of a lease.
LEASES_SECONDS = 0.5
# How often to look for votes that other processes appended: while they do, and while they do not.
BUSY_SECONDS, IDLE_SECONDS = 0.005, 0.25
_BUSY_FOR_SECONDS = 2.0
RATED_SECONDS = 20.0
"""How long an answer waits for its votes to be rated; after that it says that they are stored."""

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


class _ArenaFold:
    """The fold of one arena's log while this process owns its lease."""

    def __init__(self, folds: Folds, lease: Lease) -> None:
        self.lease = lease
        self._folds = folds
        self._kept: KeptState | None = None
        self._wake = asyncio.Event()
        self._stopping = False
        self.task = asyncio.create_task(self._run(), name=f"arena-fold-{lease.arena_id}")

    def wake(self) -> None:
        """Look whether the log has grown."""
        self._wake.set()

    def stop(self) -> None:
        """Stop after the part that is being folded."""
        self._stopping = True
        self.wake()

    async def _run(self) -> None:
        while not self._stopping:
            self._wake.clear()
            try:
                part = await self._next()
            except LeaseLostError:
                return
            except OutdatedError:
                continue
            except ArenaError as error:
                logger.warning("votes of arena %s wait to be rated: %s", self.lease.arena_id, error)
                await asyncio.sleep(LEASES_SECONDS)
                continue
            if part is not None:
                self._folds.reached(self.lease.arena_id, part.position, part.reveals)
            else:
                await self._wake.wait()

    async def _next(self) -> FoldedPart | None:
        kept, self._kept = self._kept, None  # it would be half folded after an error
        part = await self._folds.database.write(fold_next, self.lease, self._folds.ids, kept)
        self._kept = kept if part is None else part.kept
        return part


class Folds:
    """What this process folds, and who waits for folds here. `close` it at the end."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.ids = IdCache()
        self._worker = secrets.randbits(62)
        self._folding: dict[int, _ArenaFold] = {}
        self._released: set[int] = set()
        self._waiting: dict[int, list[_Waiter]] = {}
        self._leases_now = asyncio.Event()
        self._look_now = asyncio.Event()
        self._busy_until = 0.0
        self._tasks: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Join the workers, unless this process has done so already."""
        if not self._tasks:
            self._tasks = [
                asyncio.create_task(self._keep_leases(), name="arena-leases"),
                asyncio.create_task(self._keep_looking(), name="arena-backlog"),
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
                return await self.database.write(reveals_of, batch.arena_id, batch.cast_positions)
        except (TimeoutError, ArenaError):
            return None
        finally:
            waiters.remove(waiter)

    def appended(self, arena_id: int) -> None:
        """Note that votes were appended to an arena's log here."""
        fold = self._folding.get(arena_id)
        if fold is not None:
            fold.wake()
        else:
            self._busy_until = time.monotonic() + _BUSY_FOR_SECONDS
            self._look_now.set()
            self._leases_now.set()

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
            except ArenaError as error:
                logger.warning("the leases on arenas were not renewed: %s", error)
            else:
                self._follow(leases)
            await _set_within(self._leases_now, LEASES_SECONDS)
            await asyncio.sleep(BUSY_SECONDS)  # bounds what votes on another's arenas can cost

    def _follow(self, leases: Leases) -> None:
        """Fold what this process owns now, and stop to fold what it should give to others."""
        for arena_id, fold in list(self._folding.items()):
            if leases.held.get(arena_id) != fold.lease or arena_id in leases.surplus:
                fold.stop()
        for arena_id, lease in leases.held.items():
            if arena_id not in leases.surplus and arena_id not in self._folding:
                fold = self._folding[arena_id] = _ArenaFold(self, lease)
                fold.task.add_done_callback(partial(self._ended, arena_id))

    def _ended(self, arena_id: int, _task: asyncio.Task[None]) -> None:
        del self._folding[arena_id]
        self._released.add(arena_id)
        self._leases_now.set()

    async def _keep_looking(self) -> None:
        """Look for what other processes appended and folded: the database tells nobody about a commit."""
        while True:
            self._look_now.clear()
            try:
                await self._look()
            except ArenaError as error:
                logger.warning("arenas with new votes were not looked for: %s", error)
            busy = time.monotonic() < self._busy_until
            await _set_within(self._look_now, BUSY_SECONDS if busy else IDLE_SECONDS)

    async def _look(self) -> None:
        foreign = [i for i, waiters in self._waiting.items() if waiters and i not in self._folding]
        heads = await self.database.write(live_log.heads, [*self._folding, *foreign])
        for head in heads:
            fold = self._folding.get(head.arena_id)
            if fold is None:
                self.reached(head.arena_id, head.rated, {})
            elif head.end > head.rated:
                self._busy_until = time.monotonic() + _BUSY_FOR_SECONDS
                fold.wake()

    async def close(self) -> None:
        """Stop to fold, and give all leases to others. Who waits gets no answer from here any more."""
        for task in self._tasks:
            task.cancel()
        folds = list(self._folding.values())
        for fold in folds:
            fold.stop()
        await asyncio.gather(*self._tasks, *(fold.task for fold in folds), return_exceptions=True)
        if self._tasks:
            with suppress(ArenaError):
                await self.database.write(leave, self._worker, [fold.lease.arena_id for fold in folds])


async def _set_within(event: asyncio.Event, seconds: float) -> None:
    """Wait until the event is set, at most this long."""
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds):
            await event.wait()
