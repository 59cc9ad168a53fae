"""What a server process does from time to time besides answering requests."""

from __future__ import annotations

import asyncio
import logging

from service.arena.access import network_keys
from service.arena.imports.uploads.store import forget_old as forget_uploads
from service.arena.recording import idempotency
from service.arena.services import Services
from service.arena.voting.retention import expire_matchups
from service.arena.webhooks import notices
from service.db.engine import WriteSession
from service.errors import ArenaError

EVERY_SECONDS = 6 * 3600.0

logger = logging.getLogger("arena")


async def keep_house(services: Services, every_seconds: float = EVERY_SECONDS) -> None:
    """Delete what is old: answers to idempotency keys, keys of days, notices, uploads, closed matchups.

    Now and every few hours, until canceled. If the database cannot be reached, try again the next time.
    """
    while True:
        try:
            await services.database.write(_forget_old)
            await expire_matchups(services)
            await asyncio.to_thread(forget_uploads, services.settings.data_dir)
        except ArenaError as error:
            logger.warning("what is old was not cleared away: %s", error)
        await asyncio.sleep(every_seconds)


def _forget_old(session: WriteSession) -> None:
    idempotency.forget_old(session)
    network_keys.forget_old(session)
    notices.forget_old(session)
