"""The recorder: every vote of this process goes through it, many in one transaction.

No request waits for a transaction of its own. While one batch commits the next gathers; a vote that
comes alone is recorded alone and at once.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Sequence

from service.arena.appending import Job, Memory, record
from service.db.engine import Database
from service.domain.votes import Receipt
from service.errors import ArenaError, Unavailable

# Bounds how long a batch holds the arena's lock, and with it the slowest answer.
BATCH_VOTES = 2_000


class Recorder:
    """Records jobs in batches. One a process; `start` it in the loop that uses it, `close` it at the end."""

    def __init__(self, database: Database, queue_votes: int) -> None:
        self._database = database
        self._room = queue_votes
        self._memory = Memory()
        self._waiting: deque[tuple[Job, asyncio.Future[Receipt]]] = deque()
        self._arrived = asyncio.Event()
        self._task: asyncio.Task[None] | None = None
        self._closing = False

    def start(self) -> None:
        """Begin to record."""
        self._task = asyncio.create_task(self._run(), name="arena-recorder")

    async def submit(self, job: Job) -> Receipt:
        """The receipt for a job, once it is committed.

        Raises Unavailable where the queue is full, the recorder is closed or the database is away, and
        StorageFull where it has no room. A caller that is cancelled leaves its job to be recorded.
        """
        if self._closing or self._task is None:
            raise Unavailable("the service is shutting down; try again shortly")
        # One job too large for an empty queue must still be taken, or it never could be.
        if self._room < len(job.ballots) and self._waiting:
            raise Unavailable("more votes are waiting to be recorded than the queue holds; try again shortly")
        self._room -= len(job.ballots)
        future: asyncio.Future[Receipt] = asyncio.get_running_loop().create_future()
        self._waiting.append((job, future))
        self._arrived.set()
        return await future

    async def close(self) -> None:
        """Record what is waiting, then stop. Closing twice is fine."""
        self._closing = True
        self._arrived.set()
        if self._task is not None:
            await asyncio.shield(self._task)

    async def _run(self) -> None:
        while not (self._closing and not self._waiting):
            await self._arrived.wait()
            self._arrived.clear()
            while self._waiting:
                await self._record(self._take())

    def _take(self) -> list[tuple[Job, asyncio.Future[Receipt]]]:
        batch: list[tuple[Job, asyncio.Future[Receipt]]] = []
        size = 0
        while self._waiting and (not batch or size + len(self._waiting[0][0].ballots) <= BATCH_VOTES):
            job, future = self._waiting.popleft()
            batch.append((job, future))
            size += len(job.ballots)
        self._room += size
        return batch

    async def _record(self, batch: Sequence[tuple[Job, asyncio.Future[Receipt]]]) -> None:
        """Commit the batch and answer it; if it fails for one job's fault, each job on its own."""
        try:
            receipts = await self._commit([job for job, _ in batch])
        except Exception as error:  # noqa: BLE001 - whatever it was, every waiting caller must hear of it
            if len(batch) == 1 or _concerns_all(error):
                _fail(batch, error)
            else:
                for one in batch:
                    await self._record([one])
            return
        for (_, future), receipt in zip(batch, receipts, strict=True):
            if not future.done():
                future.set_result(receipt)

    async def _commit(self, jobs: list[Job]) -> list[Receipt]:
        try:
            return await self._database.write(record, self._memory, jobs)
        except BaseException:
            self._memory.forget()
            raise


def _concerns_all(error: Exception) -> bool:
    """Whether trying the jobs one by one would only fail again: the database is away or full."""
    return isinstance(error, ArenaError) and error.retry_after is not None


def _fail(batch: Sequence[tuple[Job, asyncio.Future[Receipt]]], error: Exception) -> None:
    for _, future in batch:
        if not future.done():
            future.set_exception(error)
