"""Waiting for generations to end, however many wait: a future each, no connection and no thread.

What a worker of this process ends is told at once. For what others end one query, ten times a second while
anybody waits, asks about all that are waited for together.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable

from service.db.engine import Database
from service.db.queries import generations
from service.errors import ArenaError

# Half of it is what a client waits longer, on average, for an image that another process has made.
POLL_SECONDS = 0.1

logger = logging.getLogger("arena")


class Completions:
    """Who waits for which generation, by its number."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: dict[int, set[asyncio.Future[None]]] = {}
        self._poll: asyncio.Task[None] | None = None
        self._let_go = False

    @property
    def waiting(self) -> int:
        """How many wait."""
        return sum(map(len, self._waiting.values()))

    def ended(self, number: int) -> None:
        """Tell those who wait for a generation that it has come to its end."""
        for future in self._waiting.pop(number, ()):
            if not future.done():
                future.set_result(None)

    async def wait(self, number: int, seconds: float) -> None:
        """Wait until a generation has ended, or so many seconds have passed, or the process is to stop."""
        if self._let_go:
            return
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._waiting.setdefault(number, set()).add(future)
        if self._poll is None or self._poll.done():
            self._poll = asyncio.create_task(self._watch(), name="arena-completions")
        try:
            async with asyncio.timeout(seconds):
                await future
        except TimeoutError:
            pass
        finally:
            self._leave(number, future)

    async def wait_all(self, numbers: Iterable[int], seconds: float) -> None:
        """Wait until all of these have ended, or so many seconds have passed."""
        await asyncio.gather(*(self.wait(number, seconds) for number in numbers))

    def let_go(self) -> None:
        """Let nobody wait any more, now or later: the process is about to end."""
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
                logger.warning("generations cannot be looked at: %s", error)
            await asyncio.sleep(POLL_SECONDS)

    async def close(self) -> None:
        """Stop to look."""
        if self._poll is not None:
            self._poll.cancel()
            await asyncio.gather(self._poll, return_exceptions=True)
