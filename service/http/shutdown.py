"""Acting on a stop signal before the server waits for open requests."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

_SIGNALS = (signal.SIGINT, signal.SIGTERM)


@contextmanager
def when_stopped(call: Callable[[], None]) -> Iterator[None]:
    """Have ``call`` run in this loop as soon as the process is asked to stop, within the context.

    A server waits for open requests before it tells the application to shut down, and streams would never
    end on their own. The server's own handlers still run. Only the main thread gets signals; in other
    threads this does nothing.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in _SIGNALS}

    def handle(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(call)
        previous = before[signal.Signals(number)]
        if callable(previous):
            previous(number, frame)

    for number in _SIGNALS:
        if callable(before[number]):
            signal.signal(number, handle)
    yield
    for number in _SIGNALS:
        if signal.getsignal(number) is handle:
            signal.signal(number, before[number])
