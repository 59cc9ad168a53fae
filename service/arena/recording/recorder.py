"""The recorder: every vote, deal and skip of this process goes through it, many in one transaction.

No request waits for a transaction of its own. While one batch commits the next gathers; a vote that
comes alone is recorded alone and at once.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence
from typing import Any, TypeVar

from service.arena.recording.appending import Memory
from service.arena.recording.batches import record
from service.arena.recording.operations import Operation
from service.db.engine import Database, WriteSession
from service.domain.histograms import Histogram
from service.errors import ArenaError, Unavailable

T = TypeVar("T")

# Bounds how long a batch holds the arena's lock, and with it the slowest answer.
BATCH_VOTES = 2_000
_BATCH_BOUNDS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, BATCH_VOTES)

Waiting = tuple[Operation[object], asyncio.Future[Any]]


class Recorder:
    """Does tasks in batches. One a process; `start` it in the loop that uses it, `close` it at the end.

    ``batches`` tells how many votes the batches had that it recorded.
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
        """How many votes wait or are being recorded."""
        return self._votes

    def start(self) -> None:
        """Begin to record."""
        self._task = asyncio.create_task(self._run(), name="arena-recorder")

    async def submit(self, task: Operation[T]) -> T:
        """Return the answer to a task, once it is committed.

        Raises what the task is refused with, Unavailable where the queue is full, the recorder is closed or
        the database is away, and StorageFull where it has no room. A caller that is canceled leaves its
        task to be done.
        """
        if self._closing or self._task is None:
            raise Unavailable("the service is shutting down; try again shortly")
        # One task too large for an empty queue must still be taken, or it never could be.
        if self._votes and self._votes + _places(task) > self._limit:
            raise Unavailable("more votes are waiting to be recorded than the queue holds; try again shortly")
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._votes += _places(task)
        self._waiting.append((task, future))
        self._new += 1
        self._arrived.set()
        return await future

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
        """Commit what waits and answer it; if it fails for one task's fault, each on its own."""
        batch: list[Waiting] = []
        try:
            answers = await self._database.write(self._record_waiting, batch)
        except Exception as error:  # noqa: BLE001 - whatever it was, every waiting caller must hear of it
            await self._failed(batch, error)
        else:
            _answer(batch, answers)
        finally:
            self._votes -= sum(_places(task) for task, _ in batch)
            self._under_way -= 1
            self._turns.release()
            # The batch was full and left some, or the last one ended and `close` waits for that.
            self._new += len(self._waiting)
            self._arrived.set()

    def _record_waiting(self, session: WriteSession, batch: list[Waiting]) -> list[object]:
        """Record all that waits at this moment, in whatever thread writes; it is put into ``batch``.

        Only now is it taken, not when the turn was asked for: what came meanwhile is in.
        """
        size = votes = 0
        while self._waiting and (not batch or size + _places(self._waiting[0][0]) <= BATCH_VOTES):
            batch.append(self._waiting.popleft())
            size += _places(batch[-1][0])
            votes += batch[-1][0].votes
        answers = record(session, self._memory, [task for task, _ in batch])
        if votes:
            self.batches.observe(votes)
        return answers

    async def _failed(self, batch: list[Waiting], error: Exception) -> None:
        if not batch:
            # It failed before anything was taken: those who wait must hear of it as well.
            while self._waiting:
                batch.append(self._waiting.popleft())
        if _concerns_all(error):
            _fail(batch, error)
            return
        # One that was alone, too: another process may just have stored a row that must be unique, and what
        # failed then finds that row.
        for one in batch:
            try:
                answers = await self._database.write(record, self._memory, [one[0]])
            except Exception as its_own:  # noqa: BLE001 - as above
                _fail([one], its_own)
            else:
                _answer([one], answers)


def _places(task: Operation[object]) -> int:
    """Return how much room a task takes in the queue and in a batch."""
    return task.votes or 1


def _answer(batch: Sequence[Waiting], answers: Sequence[object]) -> None:
    for (_, future), answer in zip(batch, answers, strict=True):
        if future.done():
            continue
        if isinstance(answer, ArenaError):
            future.set_exception(answer)
        else:
            future.set_result(answer)


def _concerns_all(error: Exception) -> bool:
    """Return whether trying the tasks one by one would only fail again: the database is away or full."""
    return isinstance(error, ArenaError) and error.retry_after is not None


def _fail(batch: Sequence[Waiting], error: Exception) -> None:
    for _, future in batch:
        if not future.done():
            future.set_exception(error)
