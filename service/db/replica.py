"""Reads from a streaming replica, only where it has all that this process has already answered with.

The replica says in the same snapshot which revisions it has. So it does not matter how it follows the
primary, how far it is behind, or whether several replicas share one address.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol, TypeVar

from sqlalchemy import Connection

from service.db.revisions import read_revisions
from service.domain.arenas import EVERY_ARENA
from service.errors import Unavailable

T = TypeVar("T")

Work = Callable[[Connection], T]

# To connect and to compare revisions. A replica that does not answer costs a read this much.
CHECK_SECONDS = 1.0
# A replica that failed is asked again after this long, by one read.
RETRY_SECONDS = 5.0
_CATALOG = ""

logger = logging.getLogger("arena")


class Source(Protocol):
    """Runs a function on one consistent snapshot of a database."""

    def __call__(self, work: Work[T]) -> Awaitable[T]:
        """Return the function's result. Raise Unavailable if the database fails."""


class BehindError(Exception):
    """The replica lacks a revision that was already seen elsewhere."""


class ReplicaReads:
    """Reads from a replica, or from the primary where the replica is behind or away."""

    def __init__(self, replica: Source, primary: Source) -> None:
        self._replica = replica
        self._primary = primary
        self._seen: dict[str, int] = {}
        self._retry_at = 0.0
        self._failed = False

    def note(self, revisions: Mapping[str, int]) -> None:
        """Remember revisions that are known to exist. From now on, no answer is older."""
        for slug, revision in revisions.items():
            if revision > self._seen.get(slug, 0):
                self._seen[slug] = revision

    async def read(self, arena: str, work: Work[T]) -> T:
        """Return the result of a function that depends only on the arena's revision and the catalog's."""
        now = time.monotonic()
        if now >= self._retry_at:
            if self._failed:
                self._retry_at = now + RETRY_SECONDS  # the other reads do not wait for the outcome
            try:
                return await self._from_replica(arena, work)
            except BehindError:
                pass
            except Unavailable as error:
                self._note_failure(error)
        return await self._primary(lambda connection: self._noted(connection, arena, work))

    async def _from_replica(self, arena: str, work: Work[T]) -> T:
        def checked(connection: Connection) -> T:
            self._check(connection, arena)
            limit.reschedule(None)
            return work(connection)

        try:
            async with asyncio.timeout(CHECK_SECONDS) as limit:
                result = await self._replica(checked)
        except TimeoutError as error:
            raise Unavailable("the replica does not answer") from error
        self._note_success()
        return result

    def _check(self, connection: Connection, arena: str) -> None:
        """Raise BehindError unless the snapshot has every revision that matters to the read."""
        revisions = read_revisions(connection, arena)
        needed = self._seen if arena == EVERY_ARENA else (arena, _CATALOG)
        if any(revisions.get(slug, 0) < self._seen.get(slug, 0) for slug in needed):
            raise BehindError
        self.note(revisions)

    def _noted(self, connection: Connection, arena: str, work: Work[T]) -> T:
        self.note(read_revisions(connection, arena))
        return work(connection)

    def _note_failure(self, error: Unavailable) -> None:
        self._retry_at = time.monotonic() + RETRY_SECONDS
        if not self._failed:
            self._failed = True
            logger.warning("the replica failed, so the primary answers every read: %s", error)

    def _note_success(self) -> None:
        self._retry_at = 0.0
        if self._failed:
            self._failed = False
            logger.warning("the replica answers again")
