"""The fold of one arena's log while this process owns its lease: a part is rated while another is stored.

PostgreSQL only. Neither waits for the other: what the log gets while a part is being stored is rated at once,
and is stored together after it. What is only in memory is forgotten when anything fails; the fold then begins
again with what is stored.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable

from service.arena.recording.backlog import FoldedLog
from service.arena.recording.fold_work import FoldWork
from service.arena.recording.live_fold import (
    VOTES_AT_ONCE,
    Asked,
    Lease,
    LeaseLostError,
    OutdatedError,
    Rated,
    Sent,
    Storable,
    begin,
    storable,
)
from service.arena.recording.reveals import Reveals
from service.arena.recording.together import Pace
from service.db.engine import Database
from service.errors import ArenaError
from service.logs.spans import span

Reached = Callable[[int, int, Reveals], None]
"""Called with an arena, the position up to which its ratings are stored, and the reveals of these votes."""

_RETRY_SECONDS = 0.5

logger = logging.getLogger("arena")


class ArenaFold:
    """Rates and stores an arena's log until its lease is lost, or it is told to `stop`."""

    def __init__(self, database: Database, work: FoldWork, lease: Lease, reached: Reached) -> None:
        self.lease = lease
        self._database = database
        self._work = work
        self._reached = reached
        # Of what is stored, or being stored.
        self._revision = self._position = 0
        self._rated: Rated | None = None
        self._part: FoldedLog | None = None
        self._storing: asyncio.Task[None] | None = None
        self._wake = asyncio.Event()
        self._stopping = False
        self._votes = 0
        self.task = asyncio.create_task(self._run(), name=f"arena-fold-{lease.arena_id}")

    def wake(self) -> None:
        """Look whether the log has grown."""
        self._wake.set()

    def stop(self) -> None:
        """Stop after the part that is being stored."""
        self._stopping = True
        self.wake()

    async def _run(self) -> None:
        pace = Pace()
        while not self._stopping:
            self._wake.clear()  # before looking: what is appended during the step has to wake it again
            try:
                await pace.wait()
                before = self._votes
                goes_on = await self._step()
                pace.note(self._votes - before)
            except LeaseLostError:
                break
            except OutdatedError:
                await self._forget()
            except Exception as error:  # noqa: BLE001 - the votes are stored, whatever it was
                await self._forget()
                log_failure(f"votes of arena {self.lease.arena_id} wait to be rated", error)
                await asyncio.sleep(_RETRY_SECONDS)
            else:
                if not goes_on:
                    await self._wake.wait()
        await self._forget()

    async def _step(self) -> bool:
        """Rate a part and store what can be stored; return whether there is more to do without waiting."""
        self._check_stored()
        more = await self._rate()
        # Again: if the store failed during the fold, the new part continues what is not stored.
        self._check_stored()
        if self._storing is None and self._part is not None:
            self._revision += 1
            part, self._part = storable(self._part, self._revision), None
            self._position = part.arena.last_position
            self._storing = asyncio.create_task(self._store(part))
            self._storing.add_done_callback(lambda _: self._wake.set())
        return more

    def _check_stored(self) -> None:
        """Raise what the last store has failed with, if it has ended."""
        if self._storing is not None and self._storing.done():
            stored, self._storing = self._storing, None
            stored.result()

    async def _rate(self) -> bool:
        """Rate the next part of the log; return whether there is more that may be rated now."""
        rated = self._rated
        if rated is not None and rated.should_begin_again and not self._is_ahead:
            rated = None
        elif rated is not None and self._is_far_ahead(rated):
            return False
        self._rated = None  # it would be half folded after an error
        if rated is None:
            rated = await self._database.read_apart(begin, self.lease.arena_id)
            if rated is None:
                return False
            self._revision, self._position = rated.arena.revision, rated.arena.last_position
        found = await self._work.rate(Asked(rated, self._is_ahead))
        if found is None:
            self._rated = rated
            return False
        self._votes += found[1].arena.last_position - rated.arena.last_position
        part, self._rated = found
        self._part = part if self._part is None else self._part.followed_by(part)
        return self._rated.waits

    @property
    def _is_ahead(self) -> bool:
        """Whether some of what is rated is not stored."""
        return self._storing is not None or self._part is not None

    def _is_far_ahead(self, rated: Rated) -> bool:
        """Return whether what is rated has to be stored first."""
        if rated.should_begin_again:
            return True
        return self._part is not None and rated.arena.last_position - self._position >= VOTES_AT_ONCE

    async def _store(self, part: Storable) -> None:
        arena = part.arena
        with span("arena.fold", **{"arena.id": arena.id}):
            await self._work.store(Sent(self.lease, part))
        self._reached(arena.id, arena.last_position, part.reveals)

    async def _forget(self) -> None:
        """Forget what is only in memory, once what is being stored is stored or has failed."""
        self._rated = self._part = None
        storing, self._storing = self._storing, None
        if storing is not None:
            await asyncio.wait([storing])
            storing.exception()  # whatever it is: the fold begins again, or another process does


def log_failure(what: str, error: Exception) -> None:
    """Log what is tried again soon; that the database is away, it has logged itself, and only once."""
    if not isinstance(error, ArenaError):
        logger.warning("%s: %s", what, error, exc_info=error)
