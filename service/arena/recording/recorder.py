"""The recorder: every vote, assignment and skip of this process goes through it, many in one transaction.

No request waits for a transaction of its own. While one batch commits, the next one gathers. A vote that
comes alone is recorded alone and at once. On SQLite a batch has operations on all arenas, and appends and
folds in one transaction. On PostgreSQL batches only append, and their answers wait for the fold. Reported
votes on all arenas go together, in one statement. What takes more than a statement has batches of its arena
alone, and so have the votes on arenas that others have locked: nobody waits for another arena's lock.
"""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeVar, cast

from service.arena.recording.folds import Folds
from service.arena.recording.operations import BUSY, Memory, Operation, Stored, StoredBatch, run_batch
from service.arena.recording.together import Pace
from service.db.engine import Database, WriteSession
from service.db.poolers import NoTransactionError, is_apart
from service.domain.metrics import Counts, Histogram
from service.errors import ArenaError, Unavailable
from service.logs.spans import Span, span

T = TypeVar("T")

# Bounds how long a batch holds the arena's lock, and with it the slowest answer.
BATCH_VOTES = 2_000
_BATCH_BOUNDS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, BATCH_VOTES)

logger = logging.getLogger(__name__)

Waiting = tuple[Operation[object], asyncio.Future[object]]


@dataclass(slots=True)
class _Lane:
    """Operations whose batches follow each other, and what is remembered from batch to batch.

    ``gathering`` says that a batch was asked for that will take whatever waits when its turn comes, and
    ``transact`` that the next one needs a transaction, although none of its operations says so.
    """

    turns: asyncio.Semaphore
    memory: Memory
    waiting: deque[Waiting] = field(default_factory=deque)
    gathering: bool = False
    transact: bool = False
    pace: Pace = field(default_factory=Pace)

    @property
    def is_busy(self) -> bool:
        """Whether a batch is asked for or under way."""
        return self.gathering or self.turns.locked()


class Recorder:
    """Runs operations in batches. There is one in each process.

    `start` it in the loop that uses it, and `close` it at the end. ``batches`` counts the votes of the
    recorded batches, and ``refused`` those that were refused, by the code of their error. ``folds`` are
    those behind the log, None on SQLite.
    """

    def __init__(self, database: Database, queue_votes: int) -> None:
        self._database = database
        self._limit = queue_votes
        self._votes = 0
        self.folds = Folds(database) if database.folds_apart else None
        self._lanes: dict[int, _Lane] = {}
        memory = Memory(apart=database.folds_apart, shared=database.folds_apart)
        self._shared = self._lane(memory)
        if not database.folds_apart:
            # The next batch starts in the writer thread before this loop hears of it.
            database.after_failure = memory.forget
        self._tasks: set[asyncio.Task[None]] = set()
        self._running = False
        self.batches = Histogram(_BATCH_BOUNDS)
        self.refused = Counts()

    @property
    def waiting(self) -> int:
        """How many votes are waiting, being recorded, or being rated."""
        return self._votes

    def start(self) -> None:
        """Start to record."""
        self._running = True

    def join_workers(self) -> None:
        """Fold a share of what all processes append, as servers do, even before a vote comes here."""
        if self.folds is not None:
            self.folds.start()

    async def submit(self, operation: Operation[T]) -> T:
        """Return the answer to an operation, once it is committed and, unless its arena wants less, rated.

        Raise the error the operation is refused with, Unavailable if the queue is full, the recorder is
        closed or the database cannot be reached, and StorageFull if the database has no room. The operation
        of a caller that is canceled is run all the same.
        """
        if not self._running:
            raise self._refuse(operation, "the service is shutting down; try again shortly")
        # An operation too large even for an empty queue must be taken, or it never would be.
        if self._votes and self._votes + _places(operation) > self._limit:
            logger.warning("%d votes wait to be recorded, so new ones are refused", self._votes)
            raise self._refuse(
                operation, "more votes are waiting to be recorded than the queue holds; try again shortly"
            )
        future: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        self._enter(self._lane_of(operation), operation, future)
        # An operation of T is answered with a T; a batch holds operations of many kinds.
        return cast("T", await future)

    async def close(self) -> None:
        """Record what is waiting, and stop once all of it is answered. Closing twice is fine."""
        if self._running and self._votes:
            logger.info("the recorder stops; %d votes wait to be recorded", self._votes)
        self._running = False
        while self._tasks:
            await asyncio.shield(asyncio.wait(list(self._tasks)))
        if self.folds is not None:
            await self.folds.close()

    def _refuse(self, operation: Operation[object], detail: str) -> Unavailable:
        self.refused.add(Unavailable.code, number=operation.votes)
        return Unavailable(detail)

    def _lane_of(self, operation: Operation[object]) -> _Lane:
        """Return the lane that all arenas share, if the operation may go there."""
        if self._database.folds_apart and (not operation.is_plain or self._own_lane(operation).is_busy):
            return self._own_lane(operation)
        return self._shared

    def _own_lane(self, operation: Operation[object]) -> _Lane:
        lane = self._lanes.get(operation.arena_id)
        if lane is None:
            lane = self._lanes[operation.arena_id] = self._lane(Memory(apart=True))
        return lane

    def _lane(self, memory: Memory) -> _Lane:
        return _Lane(asyncio.Semaphore(self._database.writes_at_once), memory)

    def _enter(self, lane: _Lane, operation: Operation[object], future: asyncio.Future[object]) -> None:
        self._votes += _places(operation)
        lane.waiting.append((operation, future))
        self._gather(lane)

    def _gather(self, lane: _Lane) -> None:
        """Ask for a batch of what waits, unless one that was asked for will take it."""
        if not lane.gathering:
            lane.gathering = True
            task = asyncio.create_task(self._record(lane))
            # The loop itself keeps only weak references to tasks.
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _record(self, lane: _Lane) -> None:
        """Commit what waits and answer it. If one operation makes the batch fail, run each on its own."""
        batch: list[Waiting] = []
        try:
            async with lane.turns:
                run = self._run_in_pace if self._database.folds_apart else self._commit
                answers = await run(lane, batch)
            if lane.waiting:  # the batch was full and left some behind
                self._gather(lane)
            await self._answer(batch, answers)
        finally:
            self._votes -= sum(_places(operation) for operation, _ in batch)

    async def _run_in_pace(self, lane: _Lane, batch: list[Waiting]) -> Sequence[object]:
        await lane.pace.wait()
        answers = await self._commit(lane, batch)
        lane.pace.note(len(batch))
        return answers

    async def _commit(self, lane: _Lane, batch: list[Waiting]) -> Sequence[object]:
        try:
            with span("arena.record") as record:
                transact, lane.transact = lane.transact, False
                if self._may_be_apart(lane) and not transact:
                    try:
                        return await self._database.write_apart(self._record_waiting, lane, batch, record)
                    except NoTransactionError:  # nothing was written, and what was learned is true
                        if lane.memory.shared:
                            for operation, _ in batch:
                                self._own_lane(operation).transact = True
                            return [BUSY] * len(batch)
                        lane.waiting.extendleft(reversed(batch))
                        batch.clear()
                return await self._database.write(self._record_waiting, lane, batch, record)
        except Exception as error:  # noqa: BLE001 - whatever it was, every waiting caller must get it
            self._forget(lane.memory)
            return await self._after_failure(lane, batch, error)

    def _may_be_apart(self, lane: _Lane) -> bool:
        """Return whether what waits may be written with one statement."""
        return self._database.folds_apart and bool(lane.waiting) and lane.waiting[0][0].is_plain

    def _record_waiting(
        self, session: WriteSession, lane: _Lane, batch: list[Waiting], record: Span | None
    ) -> list[object]:
        """Run everything that waits, in whatever thread writes, and put it into ``batch``.

        It is taken only now, not when the turn was asked for, so that it includes what came meanwhile. After
        a lost race the same batch is run again, with what came since. A session without a transaction takes
        plain operations only.
        """
        plain_only = self._database.folds_apart and is_apart(session)
        if batch:
            lane.memory.forget()
        lane.gathering = False  # before the first is taken: what comes now finds it, or asks for a batch
        size = sum(_places(operation) for operation, _ in batch)
        while lane.waiting and (not batch or size + _places(lane.waiting[0][0]) <= BATCH_VOTES):
            if plain_only and not lane.waiting[0][0].is_plain:
                break
            batch.append(lane.waiting.popleft())
            size += _places(batch[-1][0])
        answers = run_batch(session, lane.memory, [operation for operation, _ in batch])
        votes = sum(operation.votes for operation, _ in batch)
        if votes:
            self.batches.observe(votes)
        if record is not None:
            record.set_attribute("arena.votes", votes)
        return answers

    async def _after_failure(self, lane: _Lane, batch: list[Waiting], error: Exception) -> Sequence[object]:
        """Return the answers of a batch that failed: the error, or what each operation gives on its own."""
        lane.gathering = False
        if not batch:
            # It failed before anything was taken: the callers that wait must get the error as well.
            while lane.waiting:
                batch.append(lane.waiting.popleft())
        if _concerns_all(error):
            return [error] * len(batch)
        if lane.memory.shared:  # what is wrong with one arena is no other's business
            return [BUSY] * len(batch)
        # One that was alone, too: another process may just have stored a row that must be unique, and what
        # failed then finds that row.
        return [await self._alone(lane.memory, operation) for operation, _ in batch]

    async def _alone(self, memory: Memory, operation: Operation[object]) -> object:
        try:
            return (await self._database.write(_run_one, memory, operation, []))[0]
        except Exception as error:  # noqa: BLE001 - as above
            self._forget(memory)
            return error

    def _forget(self, memory: Memory) -> None:
        """Forget what a failed batch learned, unless the writer thread has done so before its next batch."""
        if self._database.folds_apart:
            memory.forget()

    async def _answer(self, batch: Sequence[Waiting], answers: Sequence[object]) -> None:
        """Answer every caller; those whose votes are only stored, once they are rated."""
        stored: dict[StoredBatch, list[tuple[asyncio.Future[object], Stored]]] = {}
        for (operation, future), answer in zip(batch, answers, strict=True):
            if isinstance(answer, Exception) and operation.votes:
                code = answer.code if isinstance(answer, ArenaError) else ArenaError.code
                self.refused.add(code, number=operation.votes)
            if isinstance(answer, Stored):
                stored.setdefault(answer.batch, []).append((future, answer))
            elif answer is BUSY:
                self._enter(self._own_lane(operation), operation, future)
            else:
                _settle(future, answer)
        if len(stored) == 1:
            await self._complete(*stored.popitem())
        elif stored:
            await asyncio.gather(*(self._complete(*one) for one in stored.items()))

    async def _complete(
        self, batch: StoredBatch, answers: Sequence[tuple[asyncio.Future[object], Stored]]
    ) -> None:
        """Answer the callers of an arena's batch, once it is rated if they wait for that."""
        reveals = await self.folds.rated(batch) if self.folds and batch.waits else None
        for future, answer in answers:
            _settle(future, answer.complete(reveals))


def _run_one(
    session: WriteSession, memory: Memory, operation: Operation[object], lost_races: list[None]
) -> list[object]:
    """Run an operation on its own; forget what it learned before it is run again after a lost race."""
    if lost_races:
        memory.forget()
    lost_races.append(None)
    return run_batch(session, memory, [operation])


def _places(operation: Operation[object]) -> int:
    """Return how many places an operation takes in the queue and in a batch."""
    return operation.votes or 1


def _settle(future: asyncio.Future[object], answer: object) -> None:
    if future.done():
        return
    if isinstance(answer, Exception):
        future.set_exception(answer)
    else:
        future.set_result(answer)


def _concerns_all(error: Exception) -> bool:
    """Return whether running one by one would only fail again: the database is unreachable or full.

    An error that another of the program's own is behind is about a sealed file, and not about the database.
    """
    is_own = isinstance(error, ArenaError) and error.retry_after is not None
    return is_own and not isinstance(error.__cause__, ArenaError)
