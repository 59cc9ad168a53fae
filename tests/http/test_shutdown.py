"""Being told of the end: in the loop, first, and without taking the server's own handlers away."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from collections.abc import Iterator

import pytest

from service.http.shutdown import when_stopped

pytestmark = pytest.mark.anyio


@pytest.fixture
def theirs() -> Iterator[list[int]]:
    """Yield the server's handler, and the signals it got."""
    got: list[int] = []
    before = signal.signal(signal.SIGTERM, lambda number, _: got.append(number))
    yield got
    signal.signal(signal.SIGTERM, before)


async def test_both_are_told(theirs: list[int]) -> None:
    told = asyncio.Event()
    handler = signal.getsignal(signal.SIGTERM)
    with when_stopped(told.set):
        os.kill(os.getpid(), signal.SIGTERM)
        await asyncio.wait_for(told.wait(), 60)
    assert theirs == [signal.SIGTERM]
    assert signal.getsignal(signal.SIGTERM) is handler


async def test_a_later_handler_is_left_alone(theirs: list[int]) -> None:
    def later(*_: object) -> None:
        pass

    with when_stopped(lambda: None):
        signal.signal(signal.SIGTERM, later)
    assert signal.getsignal(signal.SIGTERM) is later
    assert theirs == []


def test_another_thread_is_let_be() -> None:
    before = signal.getsignal(signal.SIGINT)
    seen: list[object] = []

    async def run() -> None:
        with when_stopped(lambda: None):
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=lambda: asyncio.run(run()))
    thread.start()
    thread.join()
    assert seen == [before]
