"""A voter's data in the database: how to find it, and how to erase it."""

from __future__ import annotations

from sqlalchemy import delete, func, select, tuple_, update

from service.db import rate_limits
from service.db.engine import ReadSession, WriteSession
from service.db.tables.votes import external_ids, votes
from service.db.tables.voting import matchups
from service.domain.matchups import MatchupState


def positions(session: ReadSession, voter: int) -> dict[int, list[int]]:
    """Return the positions of a voter's votes by arena, including void ones.

    Reads every log, because no index starts with the voter.
    """
    positions: dict[int, list[int]] = {}
    rows = session.execute(select(votes.c.arena_id, votes.c.position).where(votes.c.voter == voter))
    for arena_id, position in rows:
        positions.setdefault(arena_id, []).append(position)
    return positions


def count_matchups(session: ReadSession, voter: int) -> int:
    """Return how many matchups were dealt to a voter."""
    statement = select(func.count()).select_from(matchups).where(matchups.c.voter == voter)
    return int(session.execute(statement).scalar_one())


def forget(session: WriteSession, voter: int, at: int) -> None:
    """Erase whatever identifies a voter from votes, matchups and rate limits. Open matchups expire."""
    rate_limits.forget_voter(session, voter)
    mine = matchups.c.voter == voter
    opened = update(matchups).where(mine, matchups.c.state == int(MatchupState.OPEN))
    session.execute(opened.values(state=int(MatchupState.EXPIRED), closed_at=at))
    session.execute(update(matchups).where(mine).values(voter=None, address=None, response_ms=None))
    cast = select(votes.c.arena_id, votes.c.position).where(votes.c.voter == voter)
    place = tuple_(external_ids.c.arena_id, external_ids.c.position)
    session.execute(delete(external_ids).where(place.in_(cast)))
    session.execute(update(votes).where(votes.c.voter == voter).values(voter=None))
