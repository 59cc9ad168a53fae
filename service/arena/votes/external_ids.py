"""The ids that other systems gave to votes: they are deleted once nobody will report the votes again."""

from __future__ import annotations

from datetime import date

from service.arena.catalog import arenas
from service.db.engine import WriteSession
from service.db.queries import ratings, votes
from service.domain import clock
from service.domain.arenas import Arena


def forget(session: WriteSession, slug: str, before: date) -> int:
    """Delete the external ids of an arena's votes from before a day (UTC); return how many.

    The votes stay. A vote that is reported again under such an id counts again. Raise NotFound.
    """
    arena = arenas.get(session, slug)
    return votes.forget_external_ids(session, arena.id, _last_before(session, arena, clock.day_of(before)))


def _last_before(session: WriteSession, arena: Arena, day: int) -> int:
    """Return the position of the last vote whose day is before this one, or 0."""
    if arena.day is not None and arena.day < day:
        return arena.last_position
    closed = (position for ended, position in ratings.checkpoints_of(session, arena.id) if ended < day)
    return max(closed, default=0)
