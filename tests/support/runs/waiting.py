"""Waiting for events. The ceiling only ends a test that would wait forever: it is never what is measured.

Tests share the machine with other work, so a wait that is usually over in a millisecond may take seconds.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

CEILING_SECONDS = 120.0
POLL_SECONDS = 0.01


async def until(check: Callable[[], bool], what: str = "the event") -> None:
    """Wait in a coroutine until the check is true; fail at the ceiling."""
    deadline = time.monotonic() + CEILING_SECONDS
    while not check():
        assert time.monotonic() < deadline, f"{what} did not come"
        await asyncio.sleep(POLL_SECONDS)


def wait_until(check: Callable[[], bool], what: str = "the event") -> None:
    """Wait in a thread until the check is true; fail at the ceiling."""
    deadline = time.monotonic() + CEILING_SECONDS
    while not check():
        assert time.monotonic() < deadline, f"{what} did not come"
        time.sleep(POLL_SECONDS)
