"""Workers: they acquire generations, ask providers for the images, and store them.

A worker holds a generation by a lease that it renews. Whatever ends the worker, the lease expires and another
worker continues: with the same provider and under the same attempt id, so that a provider that supports
idempotency keys charges once.
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

# How long a generation that another process queued may wait until an idle worker sees it.
POLL_SECONDS = 0.25
# How long running generations may continue when the process is told to stop.
GRACE_SECONDS = 5.0

INTERNAL_ERROR = Failure("internal-error", "the service failed to generate this image; its log says why")

logger = logging.getLogger("arena")


@asynccontextmanager
async def working(services: Services, count: int) -> AsyncIterator[None]:
    """Run workers; on leaving, other workers can acquire at once what these have not ended."""
    workers = Workers(services, count)
    workers.start()
    try:
        yield
    finally:
        await workers.close()


class Workers:
    """The workers of this process: up to ``count`` generations at a time. See `working`."""

    def __init__(self, services: Services, count: int) -> None:
        self._services = services
        self._count = count
        self._lease = float(services.settings.lease_seconds)
        self._running: dict[int, tuple[GenerationAttempt, asyncio.Task[None]]] = {}
        self._loops: list[asyncio.Task[None]] = []

    def start(self) -> None:
        """Start working."""
        if self._count:
            steps = (self._acquire_due, self._renew)
            self._loops = [asyncio.create_task(_forever(step), name="arena-workers") for step in steps]

    async def close(self) -> None:
        """Stop: running generations get a few seconds to end, then other workers can acquire them."""
        await _end(self._loops)
        tasks = [task for _, task in self._running.values()]
        if tasks:
            await asyncio.wait(tasks, timeout=GRACE_SECONDS)
        left = [attempt for attempt, _ in self._running.values()]
        await _end(tasks)
        for attempt in left:
            with suppress(ArenaError):  # its lease will expire
                await self._services.database.write(leases.release, attempt, 0, unanswered=True)

    async def _acquire_due(self) -> None:
        """Acquire what is due while a worker is free, then wait for news."""
        orders = self._services.generations.work
        orders.clear()
        free = self._count - len(self._running)
        if free and await self._acquire(free):
            return
        with suppress(TimeoutError):
            async with asyncio.timeout(POLL_SECONDS):
                await orders.wait()

    async def _acquire(self, free: int) -> bool:
        database = self._services.database
        if not await database.read(generations.is_due, clock.now()):
            return False
        acquired, abandoned = await database.write(leases.acquire, free, self._lease)
        for attempt in acquired:
            self._running[attempt.number] = (
                attempt,
                asyncio.create_task(self._work(attempt), name=f"arena-{attempt.id}"),
            )
        for number in abandoned:
            self._services.generations.completions.ended(number)
        return bool(acquired or abandoned)

    async def _renew(self) -> None:
        """Renew the leases, and drop generations that were canceled or that another worker holds."""
        await asyncio.sleep(self._lease / 3)
        counts = {number: attempt.attempts for number, (attempt, _) in self._running.items()}
        if not counts:
            return
        still = await self._services.database.write(leases.renew, counts, self._lease)
        for number in counts.keys() - still:
            if number in self._running:
                self._running[number][1].cancel()

    async def _work(self, attempt: GenerationAttempt) -> None:
        try:
            if await attempts.run(self._services, attempt):
                self._services.generations.completions.ended(attempt.number)
        except ArenaError as error:
            logger.warning("the result of %s could not be stored: %s", attempt.id, error)
        except Exception as error:  # noqa: BLE001 - a worker outlives its attempts
            await self._fail(attempt, error)
        finally:
            self._running.pop(attempt.number, None)
            self._services.generations.work.set()

    async def _fail(self, attempt: GenerationAttempt, error: Exception) -> None:
        """End a generation at which the service failed. The error's text may contain the prompt or a key."""
        where = "".join(traceback.format_tb(error.__traceback__))
        logger.error("%s failed with %s:\n%s", attempt.id, type(error).__name__, where)
        with suppress(ArenaError):
            await self._services.database.write(leases.fail, attempt, INTERNAL_ERROR)


async def _forever(step: Callable[[], Awaitable[None]]) -> None:
    while True:
        try:
            await step()
        except ArenaError:  # the database is away, which it has logged
            await asyncio.sleep(1)


async def _end(tasks: Iterable[asyncio.Task[None]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
