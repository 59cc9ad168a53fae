"""The end of a log as columns: read piece by piece, so that a scan needs the same memory for any log."""

from __future__ import annotations

import asyncio
from typing import NamedTuple

from service.arena.services import Services
from service.db.engine import ReadSession
from service.db.queries import arenas
from service.db.queries.log import dealt as db
from service.domain import clock
from service.domain.arenas import Arena
from service.rating.detectors.columns import DealtVotes, joined, matched

MOST_VOTES = 2_000_000
"""A scan reads at most so many of the newest votes, 100 bytes each. Older ones were scanned earlier."""

_PIECE = 50_000
_SETTLING_DAYS = 7


class Window(NamedTuple):
    """The votes on matchups that a scan reads, up to the position ``end`` of the log.

    Nobody is new to the arena before the day ``known_before``.
    """

    votes: DealtVotes
    known_before: int
    end: int


async def read(services: Services, arena: Arena, most: int = MOST_VOTES) -> Window:
    """Return the newest votes on the matchups of an arena, published or not.

    Votes that come in meanwhile are left out.
    """
    log = await services.database.read(arenas.log_of, arena.id)
    end = log.end if log else 0
    begin = max(end - most, 0)
    parts = []
    for start in range(begin, end, _PIECE):
        rows = await services.database.read(_rows, arena.id, start, min(start + _PIECE, end))
        parts.append(await asyncio.to_thread(matched, *rows))
    votes = joined(parts)
    return Window(votes, _known_before(votes, whole=begin == 0), end)


def _rows(
    session: ReadSession, arena_id: int, after: int, upto: int
) -> tuple[db.ScannedVotes, db.ScannedMatchups]:
    return db.votes(session, arena_id, after, upto), db.matchups(session, arena_id, after, upto)


def _known_before(votes: DealtVotes, *, whole: bool) -> int:
    """Return the first day on which a voter without earlier votes is new, and not older than what is read."""
    if whole or not votes.size:
        return -(1 << 62)
    return int(votes.voted_at.min()) // clock.DAY + _SETTLING_DAYS
