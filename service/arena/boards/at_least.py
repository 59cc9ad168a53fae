"""Leaderboards that include a vote: a reader who knows its position can wait until it is rated."""

from __future__ import annotations

import asyncio

from service.arena.catalog import arenas
from service.arena.services import Services
from service.errors import Unavailable

WAIT_SECONDS = 5.0
_LOOK_SECONDS = 0.02


async def reach(services: Services, slug: str, position: int) -> None:
    """Wait until an arena's ratings include the vote at a position.

    Raise NotFound for the arena, and Unavailable if that takes more than a few seconds.
    """
    try:
        async with asyncio.timeout(WAIT_SECONDS):
            # Whoever folds may be another process, which sets no event here.
            while (await services.database.read(arenas.get, slug)).last_position < position:  # noqa: ASYNC110
                await asyncio.sleep(_LOOK_SECONDS)
    except TimeoutError:
        now = (await services.database.read(arenas.get, slug)).last_position
        raise Unavailable(
            f"the leaderboard of arena {slug} includes the votes up to position {now}; try again shortly"
        ) from None
    # What was known of the revisions may be older, and so may be what is cached.
    services.database.revisions.note_commit()
