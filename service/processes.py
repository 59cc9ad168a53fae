"""Processes that work for this one. The module imports nothing of the program, so that they start fast."""

from __future__ import annotations

import multiprocessing
import os
import threading
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from functools import partial
from multiprocessing.connection import Connection
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")

_at_work = threading.Lock()


class Processes(ProcessPoolExecutor):
    """Processes that work for this one, and end, after what they are doing, when it no longer needs them.

    Python's own pool would leave some running, because they wait for work on a pipe that they hold open
    themselves: all processes of one that is killed, and one that starts while another is lost. For the latter
    Python would also wait at its exit, without end.
    """

    def __init__(self, most: int) -> None:
        needed, self._needing = multiprocessing.Pipe(duplex=False)
        # Not by fork: the threads of this process would be missing there, with the locks they hold.
        super().__init__(most, multiprocessing.get_context("spawn"), _watch, (needed,))

    def submit(self, fn: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> Future[T]:
        """Have one of the processes call a function; return its coming result.

        Raise BrokenProcessPool if one of them was lost, or if none can be started.
        """
        try:
            future = super().submit(_work, partial(fn, *args, **kwargs))
        except OSError as error:
            raise BrokenProcessPool(f"no process can be started: {error}") from error
        # This also keeps the pipe open until the result is there, if all others have let go of this object.
        future.add_done_callback(self._end_if_broken)
        return future

    def _end_if_broken(self, future: Future[T]) -> None:
        if not future.cancelled() and isinstance(future.exception(), BrokenProcessPool):
            self._needing.close()


def _work(function: Callable[[], T]) -> T:
    with _at_work:
        return function()


def _watch(needed: Connection) -> None:
    """End this process when it does no work and the other end of the pipe is closed."""

    def watch() -> None:
        needed.poll(None)
        with _at_work:
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
