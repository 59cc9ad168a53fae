"""What a server process does from time to time besides answering requests."""

from __future__ import annotations

import asyncio
import logging

from service.arena.recording.idempotency import forget_old
from service.arena.services import Services
from service.db.queries.matchups import expire
from service.domain import clock
from service.domain.matchups import EXPIRY
from service.errors import ArenaError

EVERY_SECONDS = 6 * 3600.0

logger = logging.getLogger("arena")


async def keep_house(services: Services, every_seconds: float = EVERY_SECONDS) -> None:
    """Delete answers to idempotency keys that nobody will ask for again, and close matchups that expired.

    Now and every few hours, until canceled. If the database cannot be reached, try again the next time.
    """
    while True:
        try:
            await services.database.write(forget_old)
            await services.database.write(expire, clock.now() - EXPIRY)
        except ArenaError as error:
            logger.warning("what is old was not cleared away: %s", error)
        await asyncio.sleep(every_seconds)
