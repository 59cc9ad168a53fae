"""The pace of small batches: after one with several votes, the next one waits for more votes to come.

Each batch costs a process and PostgreSQL the same again, however few votes it has. With many processes and
arenas the batches are small, and without a pause their cost leaves no time for votes.
"""

from __future__ import annotations

import asyncio
import time

# A vote that comes alone, from a client that sends its next when it has the answer, waits for nothing.
SECONDS_A_VOTE = 0.001
SECONDS = 0.01
"""The time from the start of a batch to that of the next one, at most."""


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
