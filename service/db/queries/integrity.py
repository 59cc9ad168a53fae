"""Totals of an arena's tables that must match."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import func, select

from service.db.engine import ReadSession
from service.db.queries import prompt_categories
from service.db.tables.votes import head_to_head, ratings, votes
from service.domain.arenas import Arena
from service.domain.axes import OVERALL


class Sums(NamedTuple):
    """The number of votes in the log, those that are not void, and those in ratings and in pairs."""

    votes: int
    counted: int
    rated: int
    met: int


def of_arena(session: ReadSession, arena: Arena) -> Sums:
    """Return the totals of an arena on its overall axis. Reads the log's index once."""
    mine = votes.c.arena_id == arena.id
    voided = func.count(votes.c.voided_at)
    every, gone = session.execute(select(func.count(), voided).where(mine)).one()
    axis_id = prompt_categories.find_axis(session, arena.id, OVERALL)
    sides = sum((ratings.c[name] for name in ("losses", "ties", "both_bad")), ratings.c.wins)
    met = sum((head_to_head.c[name] for name in ("wins_b", "ties", "both_bad")), head_to_head.c.wins_a)
    rated = session.execute(select(func.sum(sides)).where(ratings.c.axis_id == axis_id)).scalar()
    pairs = session.execute(select(func.sum(met)).where(head_to_head.c.axis_id == axis_id)).scalar()
    return Sums(every, every - gone, (rated or 0) // 2, pairs or 0)
