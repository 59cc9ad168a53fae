"""A voter's traces in the database: where they are, and how they are wiped out."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select, update

from service.db.engine import ReadSession, WriteSession
from service.db.tables.votes import votes
from service.db.tables.voting import matchups
from service.domain.matchups import MatchupState


def positions(session: ReadSession, voter: int) -> dict[int, list[int]]:
    """Return where a voter's votes stand, void ones too, by arena.

    Reads every log: no index is led by voters.
    """
    found: dict[int, list[int]] = {}
    rows = session.execute(select(votes.c.arena_id, votes.c.position).where(votes.c.voter == voter))
    for arena_id, position in rows:
        found.setdefault(arena_id, []).append(position)
    return found


def count_matchups(session: ReadSession, voter: int) -> int:
    """Return how many matchups were dealt to a voter."""
    statement = select(func.count()).select_from(matchups).where(matchups.c.voter == voter)
    return int(session.execute(statement).scalar_one())


def forget(session: WriteSession, voter: int, at: int) -> None:
    """Take out of votes and matchups whatever tells this voter from another; open matchups expire."""
    mine: Any = matchups.c.voter == voter
    opened = update(matchups).where(mine, matchups.c.state == int(MatchupState.OPEN))
    session.execute(opened.values(state=int(MatchupState.EXPIRED), closed_at=at))
    session.execute(update(matchups).where(mine).values(voter=None, address=None, response_ms=None))
    session.execute(update(votes).where(votes.c.voter == voter).values(voter=None, external_id=None))
