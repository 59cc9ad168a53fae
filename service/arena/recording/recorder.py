"""The recorder: every vote, assignment and skip of this process goes through it, many in one transaction.

No request waits for a transaction of its own. While one batch commits, the next one gathers. A vote that
comes alone is recorded alone and at once.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from typing import TypeVar, cast

from service.arena.recording.operations import Memory, Operation, run_batch
from service.db.engine import Database, WriteSession
from service.domain.histograms import Histogram
from service.errors import ArenaError, Unavailable

T = TypeVar("T")

# Bounds how long a batch holds the arena's lock, and with it the slowest answer.
BATCH_VOTES = 2_000
_BATCH_BOUNDS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, BATCH_VOTES)

Waiting = tuple[Operation[object], asyncio.Future[object]]


class Recorder:
    """Runs operations in batches. There is one in each process.

    `start` it in the loop that uses it, and `close` it at the end. ``batches`` counts the votes of the
    recorded batches.
    """

    def __init__(self, database: Database, queue_votes: int) -> None:
        self._database = database
        self._limit = queue_votes
        self._votes = 0
        self._memory = Memory()
        database.after_failure = self._memory.forget
        self._waiting: deque[Waiting] = deque()
        self._new = 0
        self._under_way = 0
        self._arrived = asyncio.Event()
        self._turns = asyncio.Semaphore(database.writes_at_once)
        self._batches: set[asyncio.Task[None]] = set()
        self._task: asyncio.Task[None] | None = None
        self._closing = False
        self.batches = Histogram(_BATCH_BOUNDS)

    @property
    def waiting(self) -> int:
        """How many votes are waiting or being recorded."""
        return self._votes

    def start(self) -> None:
        """Start to record."""
        self._task = asyncio.create_task(self._run(), name="arena-recorder")

    async def submit(self, operation: Operation[T]) -> T:
        """Return the answer to an operation, once it is committed.

        Raise the error the operation is refused with, Unavailable if the queue is full, the recorder is
        closed or the database cannot be reached, and StorageFull if the database has no room. The operation
        of a caller that is canceled is run all the same.
        """
        if self._closing or self._task is None:
            raise Unavailable("the service is shutting down; try again shortly")
        # An operation too large even for an empty queue must be taken, or it never would be.
        if self._votes and self._votes + _places(operation) > self._limit:
            raise Unavailable("more votes are waiting to be recorded than the queue holds; try again shortly")
        future: asyncio.Future[object] = asyncio.get_running_loop().create_future()
        self._votes += _places(operation)
        self._waiting.append((operation, future))
        self._new += 1
        self._arrived.set()
        # An operation of T is answered with a T; a batch holds operations of many kinds.
        return cast("T", await future)

    async def close(self) -> None:
        """Record what is waiting, then stop. Closing twice is fine."""
        self._closing = True
        self._arrived.set()
        if self._task is not None:
            await asyncio.shield(self._task)

    async def _run(self) -> None:
        while not self._closing or self._waiting or self._under_way:
            await self._arrived.wait()
            self._arrived.clear()
            while self._new:
                await self._turns.acquire()
                self._new = 0
                self._under_way += 1
                batch = asyncio.create_task(self._record())
                # The loop itself keeps only weak references to tasks.
                self._batches.add(batch)
                batch.add_done_callback(self._batches.discard)

    async def _record(self) -> None:
        """Commit what waits and answer it. If one operation makes the batch fail, run each on its own."""
        batch: list[Waiting] = []
        try:
            answers = await self._database.write(self._record_waiting, batch)
        except Exception as error:  # noqa: BLE001 - whatever it was, every waiting caller must get it
            await self._failed(batch, error)
        else:
            _answer(batch, answers)
        finally:
            self._votes -= sum(_places(operation) for operation, _ in batch)
            self._under_way -= 1
            self._turns.release()
            # The batch was full and left some behind, or it was the last one and `close` waits for its end.
            self._new += len(self._waiting)
            self._arrived.set()

    def _record_waiting(self, session: WriteSession, batch: list[Waiting]) -> list[object]:
        """Run everything that waits, in whatever thread writes, and put it into ``batch``.

        It is taken only now, not when the turn was asked for, so that it includes what came meanwhile.
        """
        size = votes = 0
        while self._waiting and (not batch or size + _places(self._waiting[0][0]) <= BATCH_VOTES):
            batch.append(self._waiting.popleft())
            size += _places(batch[-1][0])
            votes += batch[-1][0].votes
        answers = run_batch(session, self._memory, [operation for operation, _ in batch])
        if votes:
            self.batches.observe(votes)
        return answers

    async def _failed(self, batch: list[Waiting], error: Exception) -> None:
        if not batch:
            # It failed before anything was taken: the callers that wait must get the error as well.
            while self._waiting:
                batch.append(self._waiting.popleft())
        if _concerns_all(error):
            _fail(batch, error)
            return
        # One that was alone, too: another process may just have stored a row that must be unique, and what
        # failed then finds that row.
        for one in batch:
            try:
                answers = await self._database.write(run_batch, self._memory, [one[0]])
            except Exception as its_own:  # noqa: BLE001 - as above
                _fail([one], its_own)
            else:
                _answer([one], answers)


def _places(operation: Operation[object]) -> int:
    """Return how many places an operation takes in the queue and in a batch."""
    return operation.votes or 1


def _answer(batch: Sequence[Waiting], answers: Sequence[object]) -> None:
    for (_, future), answer in zip(batch, answers, strict=True):
        if future.done():
            continue
        if isinstance(answer, ArenaError):
            future.set_exception(answer)
        else:
            future.set_result(answer)


def _concerns_all(error: Exception) -> bool:
    """Return whether running one by one would only fail again: the database is unreachable or full."""
    return isinstance(error, ArenaError) and error.retry_after is not None


def _fail(batch: Sequence[Waiting], error: Exception) -> None:
    for _, future in batch:
        if not future.done():
            future.set_exception(error)
