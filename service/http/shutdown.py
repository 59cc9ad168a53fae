"""Being told that the server stops before it waits for what it has begun."""

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
    """Have something called in this loop as soon as the process is told to stop; within the context.

    A server waits for answers under way before it tells the application of its end, and an answer that is a
    stream would never come to one. The server's own handlers are called as well. Does nothing in threads
    other than the main one, which get no signals.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    loop = asyncio.get_running_loop()
    before = {number: signal.getsignal(number) for number in _SIGNALS}

    def handle(number: int, frame: FrameType | None) -> None:
        loop.call_soon_threadsafe(call)
        theirs = before[signal.Signals(number)]
        if callable(theirs):
            theirs(number, frame)

    for number in _SIGNALS:
        if callable(before[number]):
            signal.signal(number, handle)
    yield
    for number in _SIGNALS:
        if signal.getsignal(number) is handle:
            signal.signal(number, before[number])
