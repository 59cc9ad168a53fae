"""Publishing with a delay: votes are folded once they are old enough, and nobody sees them before.

Leaderboards, the public log, events and everything else follow from what is folded, so they are late by the
same time without knowing it. Marks tell how old votes are: every minute or more often, servers note where the
log of such an arena ends. So votes wait a little longer than the arena says, and never less, whatever times
their senders name. On PostgreSQL the owner of an arena's lease folds what is due, on SQLite this task does.
"""

from __future__ import annotations

import asyncio
import logging

from service.arena.recording.backlog import fold_upto
from service.arena.recording.live_fold import VOTES_AT_ONCE
from service.db.engine import Database, WriteSession
from service.db.queries import arenas
from service.db.queries.live import marks
from service.domain import clock
from service.errors import ArenaError
from service.logs.incidents import note_failed_turn

LOOK_SECONDS = 1.0
"""How often a server looks for votes to publish."""

# There are at most so many marks within a short delay, and one a minute within a long one.
_MARKS = 60
_STEP_SECONDS = 60

logger = logging.getLogger("arena")


async def keep_publishing(database: Database) -> None:
    """Publish what is due, again and again, until canceled."""
    while True:
        try:
            await publish(database)
        except ArenaError as error:
            note_failed_turn(logger, "votes that are due were not published", error)
        await asyncio.sleep(LOOK_SECONDS)


async def publish(database: Database) -> None:
    """Mark how far the logs are, and on SQLite fold the votes that are due."""
    now = clock.now()
    for one in await database.read(marks.waiting, now):
        step = min(_STEP_SECONDS, one.publish_after // _MARKS) * clock.SECOND
        if one.publish_after and one.end > one.marked and now >= one.marked_at + step:
            await database.write(marks.add, one.arena_id, now, one.end)
        if one.due > one.rated and not database.folds_apart:
            while await database.write(publish_next, one.arena_id):
                pass


def publish_next(session: WriteSession, arena_id: int) -> bool:
    """Fold the next part of an arena's log that is due; return whether there is more."""
    arena = arenas.lock(session, [arena_id])[arena_id].arena
    due = marks.due(session, arena_id, clock.now())
    upto = min(due, arena.last_position + VOTES_AT_ONCE)
    if upto > arena.last_position:
        fold_upto(session, arena, upto)
    return upto < due
