"""Watching in the background: leaderboards after every change, and now and then what may be wrong.

Not in the transaction of a vote, which must not wait for this. Of each arena in one process only, where the
database tells which: on PostgreSQL the one that folds it. If two look all the same, one of them announces.
A look may take a twentieth of the time, so an arena of many axes is looked at less often.
"""

from __future__ import annotations

import asyncio
import logging
import time

from service.arena.services import Services
from service.arena.webhooks import alarms, board_states, changes, notices
from service.arena.webhooks.board_states import ArenaSource
from service.arena.webhooks.changes import Compared
from service.arena.webhooks.notices import Notice
from service.db.engine import WriteSession
from service.db.queries import arenas
from service.db.queries.arenas import LogState
from service.db.queries.webhooks import notices as db
from service.domain import clock
from service.errors import ArenaError

LOOK_SECONDS = 2.0
ALARM_SECONDS = 30.0
DRIFT_SECONDS = 3600.0
_REST = 19
_FLAG_DAYS = 7

logger = logging.getLogger("arena")


class BoardWatch:
    """What a process remembers of its looks at leaderboards: revisions of arenas, and states of axes."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._revisions: dict[int, int] = {}
        self._axes: dict[int, dict[int, int]] = {}

    async def look(self) -> None:
        """Look at the arenas that changed and belong to this process, and announce what is news."""
        database, folds = self._services.database, self._services.recorder.folds
        revisions = database.revisions.current() or await database.revisions.query()
        for state in await database.read(arenas.log_states):
            revision = revisions.get(state.slug, 0)
            owned = folds is None or folds.owns(state.id)
            if not owned or self._revisions.get(state.id) == revision:
                continue
            began = time.monotonic()
            if await self._look_at(state):
                self._revisions[state.id] = revision
            await asyncio.sleep(_REST * (time.monotonic() - began))

    async def _look_at(self, state: LogState) -> bool:
        """Announce what is news of an arena; return False if it has to be looked at again."""
        try:
            return await self._compared(state.id)
        except ArenaError as error:  # the database is away, which it has logged itself
            logger.debug("the leaderboards of %s were not looked at: %s", state.slug, error)
            return False
        except Exception as error:
            logger.warning("what is new in %s was not announced: %s", state.slug, error, exc_info=error)
            return True

    async def _compared(self, arena_id: int) -> bool:
        seen = self._axes.get(arena_id, {})
        source = await self._services.database.read(
            board_states.read, arena_id, self._services.boards.refits, seen
        )
        if source is None:
            return True  # a refit is on its way, and will be a change
        body, new = await asyncio.to_thread(_news, source)
        before = source.mark
        if before is None or body != before.body:
            if not await self._services.database.write(_announce, source, body, new):
                return False
            self._services.webhooks.work.set()
        self._axes[arena_id] = dict(source.seen)
        return True


def _news(source: ArenaSource) -> tuple[bytes, list[Notice]]:
    memory = changes.decode(source.mark.body if source.mark else b"")
    news = changes.compare(memory, board_states.states(source))
    compared = Compared(source.arena, source.mark.version if source.mark else 0, source.names)
    return changes.encode(memory), changes.notices_of(compared, news)


def _announce(session: WriteSession, source: ArenaSource, body: bytes, new: list[Notice]) -> bool:
    if not db.move_mark(session, source.arena.id, source.mark, body):
        return False
    is_first_look = source.mark is not None and not source.mark.body
    if not is_first_look:
        notices.announce(session, new)
    return True


async def keep_watching(services: Services, look_seconds: float = LOOK_SECONDS) -> None:
    """Look at leaderboards every few seconds, until canceled."""
    watch = BoardWatch(services)
    while True:
        try:
            await watch.look()
        except ArenaError as error:
            logger.debug("leaderboards were not looked at: %s", error)
        await asyncio.sleep(look_seconds)


class AlarmWatch:
    """What a process remembers of its looks for what is wrong."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._flags_since = clock.now() - _FLAG_DAYS * clock.DAY
        self._drift_at: dict[int, float] = {}

    async def look(self) -> None:
        """Announce new flags, models that drifted and backups that failed."""
        # A minute earlier, because what is committed late may have an earlier time.
        until = clock.now() - 60 * clock.SECOND
        new = await self._services.database.read(alarms.of_flags, self._flags_since)
        new += await asyncio.to_thread(alarms.of_backups, self._services.settings.data_dir)
        for state in await self._services.database.read(arenas.log_states):
            if self._is_drift_due(state.id):
                refits = self._services.boards.refits
                new += await self._services.database.read(alarms.of_drift, state.id, refits)
                self._drift_at[state.id] = time.monotonic()
        unknown = await self._services.database.read(notices.unknown, new)
        if unknown:
            await self._services.database.write(notices.announce, unknown)
            self._services.webhooks.work.set()
        self._flags_since = until

    def _is_drift_due(self, arena_id: int) -> bool:
        folds, last = self._services.recorder.folds, self._drift_at.get(arena_id)
        owned = folds is None or folds.owns(arena_id)
        return owned and (last is None or time.monotonic() - last >= DRIFT_SECONDS)


async def keep_raising(services: Services, every_seconds: float = ALARM_SECONDS) -> None:
    """Look for what is wrong, not at once but every half minute, until canceled."""
    watch = AlarmWatch(services)
    while True:
        await asyncio.sleep(every_seconds)
        try:
            await watch.look()
        except ArenaError as error:
            logger.debug("nobody looked for what may be wrong: %s", error)
