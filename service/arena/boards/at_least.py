"""Leaderboards that include a vote: a reader who knows its position can wait until it is rated."""

from __future__ import annotations

import asyncio

from service.arena.catalog import arenas
from service.arena.services import Services
from service.db.engine import ReadSession
from service.db.queries import arenas as stored_arenas
from service.domain.texts.durations import in_words
from service.errors import FieldError, Invalid, Unavailable

WAIT_SECONDS = 5.0
_LOOK_SECONDS = 0.05


async def reach(services: Services, slug: str, position: int) -> None:
    """Wait until an arena's ratings include the vote at a position.

    Raise NotFound for the arena, Invalid if its log has no such position yet, and Unavailable if it takes
    more than a few seconds. An arena that publishes votes with a delay says Invalid for all that is not
    published: waiting would take hours, and nobody is told whether there is such a vote.
    """
    try:
        async with asyncio.timeout(WAIT_SECONDS):
            # Another process may fold, which sets no event here.
            while not await services.database.read(_includes, slug, position):  # noqa: ASYNC110
                await asyncio.sleep(_LOOK_SECONDS)
    except TimeoutError:
        raise Unavailable(
            f"the vote at position {position} of arena {slug} is not rated yet; try again shortly"
        ) from None
    # What was known of the revisions may be older, and so may be what is cached.
    services.database.revisions.note_commit()


def _includes(session: ReadSession, slug: str, position: int) -> bool:
    arena = arenas.get(session, slug)
    if arena.publish_after and position > arena.last_position:
        detail = (
            f"arena {slug} publishes votes {in_words(arena.publish_after)} after they arrive, "
            f"and now shows those up to position {arena.last_position}"
        )
        raise Invalid(f"at_least={position}: {detail}", [FieldError("at_least", detail)])
    log = stored_arenas.log_of(session, arena.id)
    if log is None or position > log.end:
        end = log.end if log else 0
        detail = f"the log of arena {slug} ends at position {end}"
        raise Invalid(f"at_least={position}: {detail}", [FieldError("at_least", detail)])
    return log.arena.last_position >= position
