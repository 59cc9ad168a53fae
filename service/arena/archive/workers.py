"""Who folds: processes of this machine. A process that dies is replaced, and its step given out again."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Protocol

from service.arena.archive.steps import Step, StepResult, fold_step
from service.errors import Unavailable
from service.processes import Processes

# A step that loses its worker each time, perhaps for lack of memory, must end at some point.
ATTEMPTS = 5


class Workers(Protocol):
    """Workers that fold steps."""

    @property
    def count(self) -> int:
        """Return how many steps they fold at a time."""

    async def fold(self, step: Step) -> StepResult:
        """Return the result of a step. Raise Unavailable if its workers are lost again and again."""


class ProcessWorkers:
    """Processes of this machine."""

    def __init__(self, count: int) -> None:
        self.count = count
        self._pool = Processes(count)

    async def fold(self, step: Step) -> StepResult:
        """See Workers."""
        for _ in range(ATTEMPTS):
            pool = self._pool
            try:
                return await asyncio.get_running_loop().run_in_executor(pool, fold_step, step)
            except BrokenProcessPool:
                self._replace(pool)
        raise Unavailable(f"workers were lost {ATTEMPTS} times in a row; is there enough memory for them?")

    def _replace(self, broken: Processes) -> None:
        """Open another pool, unless another step whose worker was in the broken one has done so."""
        if self._pool is broken:
            broken.shutdown(wait=False)
            self._pool = Processes(self.count)

    def close(self) -> None:
        """Stop the processes, at the end of their steps."""
        self._pool.shutdown(cancel_futures=True)


@contextmanager
def processes(count: int) -> Iterator[ProcessWorkers]:
    """Yield workers that are processes of this machine."""
    workers = ProcessWorkers(count)
    try:
        yield workers
    finally:
        workers.close()
