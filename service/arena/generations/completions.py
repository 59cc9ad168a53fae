"""Waiting for generations to end. Each waiting request holds a future, but no connection and no thread.

Generations that a worker of this process ends are reported at once. For all others, one query asks about
everything that is waited for, ten times a second while anybody waits.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable

from service.db.engine import Database
from service.db.queries import generations
from service.errors import ArenaError
from service.logs.incidents import note_failed_turn
from service.logs.request_ids import background

# On average a client waits half of this longer for an image that another process made.
POLL_SECONDS = 0.1

logger = logging.getLogger("arena")


class Completions:
    """The requests that wait for generations, by the generations' numbers."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: dict[int, set[asyncio.Future[None]]] = {}
        self._poll: asyncio.Task[None] | None = None
        self._let_go = False

    @property
    def waiting(self) -> int:
        """How many requests wait."""
        return sum(map(len, self._waiting.values()))

    def ended(self, number: int) -> None:
        """Tell those who wait for a generation that it has ended."""
        for future in self._waiting.pop(number, ()):
            if not future.done():
                future.set_result(None)

    async def wait(self, number: int, seconds: float) -> None:
        """Wait until a generation has ended, the time is up, or the process is about to stop."""
        if self._let_go:
            return
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(number, set()).add(future)
        if self._poll is None or self._poll.done():
            self._poll = background(self._watch(), "arena-completions")
        try:
            async with asyncio.timeout(seconds):
                await future
        except TimeoutError:
            pass
        finally:
            self._leave(number, future)

    async def wait_all(self, numbers: Iterable[int], seconds: float) -> None:
        """Wait until all of these generations have ended, or the time is up."""
        await asyncio.gather(*(self.wait(number, seconds) for number in numbers))

    def let_go(self) -> None:
        """End all waiting, now and later: the process is about to stop."""
        self._let_go = True
        for number in list(self._waiting):
            self.ended(number)

    def _leave(self, number: int, future: asyncio.Future[None]) -> None:
        waiting = self._waiting.get(number)
        if waiting is not None:
            waiting.discard(future)
            if not waiting:
                del self._waiting[number]

    async def _watch(self) -> None:
        while self._waiting:
            try:
                for number in await self._database.read(generations.finished, list(self._waiting)):
                    self.ended(number)
            except ArenaError as error:
                note_failed_turn(logger, "waiting requests cannot read generations", error)
            await asyncio.sleep(POLL_SECONDS)

    async def close(self) -> None:
        """Stop reading generations."""
        if self._poll is not None:
            self._poll.cancel()
            await asyncio.gather(self._poll, return_exceptions=True)
