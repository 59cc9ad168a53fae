"""Images whose bytes could not be read, until a second look shows whether they are damaged."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress

SEVERAL = 3
"""How many unreadable images at once say that something is wrong with the store, not with the images.

Disks that decay harm one file at a time. A folder that is mounted in part, a copy that is still running, or
somebody who deletes files harms many, and all of that may pass.
"""

# More are not needed to know that there are several.
_MOST = 1_000


class Suspects:
    """The copies that could not be read, by hash, and when that was first seen. Nothing here is stored."""

    def __init__(self) -> None:
        self._since: dict[bytes, float] = {}
        self._are_there = asyncio.Event()

    def note(self, copy: bytes) -> None:
        """Note that a copy, or its square variant, could not be read."""
        if len(self._since) < _MOST:
            self._since.setdefault(copy, time.monotonic())
            self._are_there.set()

    def drop(self, copy: bytes) -> None:
        """Forget a copy: it can be read, or it is withdrawn."""
        self._since.pop(copy, None)
        if not self._since:
            self._are_there.clear()

    async def wait(self, seconds: float) -> None:
        """Wait until there is a suspect, at most for some time."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._are_there.wait(), seconds)

    def due(self, seconds: float) -> list[bytes]:
        """Return the copies that were first noted at least this long ago, the oldest first."""
        before = time.monotonic() - seconds
        return [copy for copy, since in self._since.items() if since <= before]

    @property
    def several(self) -> bool:
        """Whether so many cannot be read at once that the store is to blame."""
        return len(self._since) >= SEVERAL

    def __len__(self) -> int:
        return len(self._since)
