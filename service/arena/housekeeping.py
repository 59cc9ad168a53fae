"""What a serving process does now and then, beside answering."""

from __future__ import annotations

import asyncio
import logging

from service.arena.idempotency import forget_old
from service.arena.services import Services
from service.errors import ArenaError

EVERY_SECONDS = 6 * 3600.0

logger = logging.getLogger("arena")


async def keep_house(services: Services, every_seconds: float = EVERY_SECONDS) -> None:
    """Forget answers to idempotency keys that nobody will ask for again, now and every few hours.

    Runs until it is cancelled; a database that is away is tried again the next time.
    """
    while True:
        try:
            await services.database.write(forget_old)
        except ArenaError as error:
            logger.warning("old idempotency keys were not removed: %s", error)
        await asyncio.sleep(every_seconds)
