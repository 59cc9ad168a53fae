"""What a server measures of every arena once a day, so that pages only look it up."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import NamedTuple

from service.arena.catalog import arenas
from service.arena.services import Services
from service.db.engine import ReadSession
from service.domain import clock
from service.domain.arenas import Arena
from service.errors import ArenaError

EVERY_SECONDS = 3600.0
"""How often a server looks whether a measurement is due."""
VALID = clock.DAY
"""How long a measurement stands until the next one."""

logger = logging.getLogger("arena")


class Measurement(NamedTuple):
    """Something to measure: its name, when it last was for an arena, and what measures and stores it.

    A server waits ``first_seconds`` before it does, so that a start is not slowed.
    """

    name: str
    first_seconds: float
    last_at: Callable[[ReadSession, int], int | None]
    measure: Callable[[Services, Arena], Awaitable[object]]


async def keep_measuring(
    services: Services, measurement: Measurement, every_seconds: float = EVERY_SECONDS
) -> None:
    """Measure every arena once a day, until canceled."""
    await asyncio.sleep(measurement.first_seconds)
    while True:
        try:
            for arena in await services.database.read(arenas.running):
                last = await services.database.read(measurement.last_at, arena.id)
                if last is None or last < clock.now() - VALID:
                    await measurement.measure(services, arena)
        except ArenaError as error:
            # Store and database log their own failures.
            logger.debug("%s was not measured: %s", measurement.name, error)
        await asyncio.sleep(every_seconds)
