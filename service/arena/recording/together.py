"""Work of several askers done in one go: what is asked for while some is under way goes together next.

Each batch costs a process and PostgreSQL the same again, however little is in it. With many processes and
arenas the batches of votes are small, and without a pace their cost leaves no time for votes.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

A = TypeVar("A")
Q = TypeVar("Q")

# A client that sends a vote when it has the answer to the last one does not wait.
SECONDS_A_VOTE = 0.001
SECONDS = 0.01
"""The longest time from the start of a batch of votes to that of the next one."""


class Together(Generic[Q, A]):
    """Answers with ``run``, which gets what was asked and returns an answer for each, in order.

    An answer that is an exception is raised to its asker alone. What ``run`` raises itself is raised to all.
    """

    def __init__(self, run: Callable[[Sequence[Q]], Awaitable[Sequence[A | Exception]]]) -> None:
        self._run = run
        self._waiting: list[tuple[Q, asyncio.Future[A]]] = []
        self._task: asyncio.Task[None] | None = None

    async def ask(self, question: Q) -> A:
        """Return the answer to a question."""
        future: asyncio.Future[A] = asyncio.get_running_loop().create_future()
        self._waiting.append((question, future))
        if self._task is None:
            self._task = asyncio.create_task(self._work())
        return await future

    async def _work(self) -> None:
        while self._waiting:
            asked, self._waiting = self._waiting, []
            answers = await self._answers([question for question, _ in asked])
            for (_, future), answer in zip(asked, answers, strict=True):
                if future.done():  # nobody waits any more
                    continue
                if isinstance(answer, Exception):
                    future.set_exception(answer)
                else:
                    future.set_result(answer)
        self._task = None

    async def _answers(self, questions: list[Q]) -> Sequence[A | Exception]:
        try:
            return await self._run(questions)
        except Exception as error:  # noqa: BLE001 - whatever it was, all who ask must get it
            return [error] * len(questions)


class Pace:
    """When the next batch may begin: so many milliseconds after the last one began as that had votes."""

    def __init__(self) -> None:
        self._began = 0.0
        self._votes = 0

    async def wait(self) -> None:
        """Wait until the next batch may begin, which then begins."""
        left = self._began + min(SECONDS, self._votes * SECONDS_A_VOTE) - time.monotonic()
        if left > 0:
            await asyncio.sleep(left)
        self._began, self._votes = time.monotonic(), 0

    def note(self, votes: int) -> None:
        """Note how many votes the batch that has begun has."""
        self._votes = votes
