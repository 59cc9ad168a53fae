"""Workers: they take up generations, have them painted, and keep the images.

A job is held by a lease that is lengthened while its worker lives. Whatever ends a worker, the lease runs out
and another takes the job up where it was left: with the same provider and under the same attempt, so that a
provider that knows its attempts charges once.
"""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager, suppress

from service.arena.generations import attempts, leases
from service.arena.services import Services
from service.db.queries import generations
from service.domain import clock
from service.domain.generations import Failure, GenerationAttempt
from service.errors import ArenaError

# How long a job that another process queued may lie before an idle worker sees it.
POLL_SECONDS = 0.25
# How long jobs may go on when the process is told to stop.
GRACE_SECONDS = 5.0

BROKEN = Failure("internal-error", "the service failed to paint this; its log says why")

logger = logging.getLogger("arena")


@asynccontextmanager
async def working(services: Services, count: int) -> AsyncIterator[None]:
    """So many workers at work; on leaving, what they have not ended is left to others at once."""
    workers = Workers(services, count)
    workers.start()
    try:
        yield
    finally:
        await workers.close()


class Workers:
    """The workers of this process: up to ``count`` jobs at a time. See `working`."""

    def __init__(self, services: Services, count: int) -> None:
        self._services = services
        self._count = count
        self._lease = float(services.settings.lease_seconds)
        self._held: dict[int, tuple[GenerationAttempt, asyncio.Task[None]]] = {}
        self._loops: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Begin to work."""
        if self._count:
            steps = (self._take, self._renew)
            self._loops = [asyncio.create_task(_forever(step), name="arena-workers") for step in steps]

    async def close(self) -> None:
        """Stop: jobs under way may end for a few seconds, the rest are left to others."""
        await _end(self._loops)
        tasks = [task for _, task in self._held.values()]
        if tasks:
            await asyncio.wait(tasks, timeout=GRACE_SECONDS)
        left = [job for job, _ in self._held.values()]
        await _end(tasks)
        for job in left:
            with suppress(ArenaError):  # its lease will run out
                await self._services.database.write(leases.rest, job, 0, unanswered=True)

    async def _take(self) -> None:
        """Take up what is due while a worker is free, then wait for news."""
        orders = self._services.generations.work
        orders.clear()
        free = self._count - len(self._held)
        if free and await self._take_up(free):
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(POLL_SECONDS):
                await orders.wait()

    async def _take_up(self, free: int) -> bool:
        database = self._services.database
        if not await database.read(generations.is_due, clock.now()):
            return False
        taken, lost = await database.write(leases.take_up, free, self._lease)
        for job in taken:
            self._held[job.number] = (job, asyncio.create_task(self._work(job), name=f"arena-{job.id}"))
        for number in lost:
            self._services.generations.completions.ended(number)
        return bool(taken or lost)

    async def _renew(self) -> None:
        """Lengthen the leases, and let go of jobs that were canceled or are another worker's by now."""
        await asyncio.sleep(self._lease / 3)
        counts = {number: job.attempts for number, (job, _) in self._held.items()}
        if not counts:
            return
        still = await self._services.database.write(leases.renew, counts, self._lease)
        for number in counts.keys() - still:
            if number in self._held:
                self._held[number][1].cancel()

    async def _work(self, job: GenerationAttempt) -> None:
        try:
            if await attempts.do(self._services, job):
                self._services.generations.completions.ended(job.number)
        except ArenaError as error:
            logger.warning("what came of %s could not be written: %s", job.id, error)
        except Exception as error:  # noqa: BLE001 - a worker outlives its jobs
            await self._break(job, error)
        finally:
            self._held.pop(job.number, None)
            self._services.generations.work.set()

    async def _break(self, job: GenerationAttempt, error: Exception) -> None:
        """End a job that the service itself failed at. The error's own words may hold the prompt or a key."""
        where = "".join(traceback.format_tb(error.__traceback__))
        logger.error("%s failed with %s:\n%s", job.id, type(error).__name__, where)
        with suppress(ArenaError):
            await self._services.database.write(leases.fail, job, BROKEN)


async def _forever(step: Callable[[], Awaitable[None]]) -> None:
    while True:
        try:
            await step()
        except ArenaError as error:
            logger.warning("workers cannot reach their jobs: %s", error)
            await asyncio.sleep(1)


async def _end(tasks: Iterable[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
