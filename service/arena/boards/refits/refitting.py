"""Refitting in the background: whenever an arena's log has reached the next position of a refit.

In a server only, and of each arena in one process only: on PostgreSQL the one that folds it. Refits are
computed one after the other in a thread, and rest nine times as long as they took. So a log that grows
quickly has refits at some of its positions only, the newest ones. The process that folds an arena's votes has
one core for both, and nine tenths of it stay free.
"""

from __future__ import annotations

import asyncio
import logging
import time

from service.arena.boards.refits.computing import compute, due
from service.arena.services import Services
from service.db.engine import ReadSession
from service.db.queries import arenas
from service.db.queries.arenas import LogState
from service.db.queries.log import refits
from service.domain.arenas import Arena
from service.errors import ArenaError

LOOK_SECONDS = 2.0
_REST = 9

logger = logging.getLogger("arena")


async def keep_refitting(services: Services, look_seconds: float = LOOK_SECONDS) -> None:
    """Compute what is due, now and every few seconds, until canceled."""
    looked_at: dict[int, int] = {}
    while True:
        try:
            states = await services.database.read(arenas.log_states)
        except ArenaError:  # the database is away, which it has logged itself
            states = []
        for state in states:
            folds = services.recorder.folds
            if looked_at.get(state.id) != state.revision and (folds is None or folds.owns(state.id)):
                looked_at[state.id] = state.revision
                await _refit(services, state)
        await asyncio.sleep(look_seconds)


async def _refit(services: Services, state: LogState) -> None:
    """Compute the refit that an arena should have by now. What fails is tried again after the next vote."""
    started = time.monotonic()
    try:
        missing = await services.database.read(_missing, state.id)
        if missing is not None:
            await compute(services, *missing)
            await asyncio.sleep(_REST * (time.monotonic() - started))
    except Exception as error:
        logger.warning("the pooled ratings of %s were not computed: %s", state.slug, error, exc_info=error)


def _missing(session: ReadSession, arena_id: int) -> tuple[Arena, int] | None:
    """Return an arena and the position of the refit that it should have by now; None if it has it."""
    arena = arenas.of_id(session, arena_id)
    position = None if arena is None else due(session, arena, arena.last_position)
    if arena is None or position is None:
        return None
    stored = refits.newest(session, arena_id, position)
    return None if stored is not None and stored.position == position else (arena, position)
