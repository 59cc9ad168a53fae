"""Totals of an arena's tables that must match."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import func, select

from service.db.engine import ReadSession
from service.db.queries import prompt_categories
from service.db.queries.log import dropped, rankings
from service.db.tables.votes import head_to_head, ratings, votes
from service.domain.arenas import Arena
from service.domain.axes import ALL_CATEGORIES, OVERALL
from service.domain.rankings import votes_of, votes_of_pairs


class Sums(NamedTuple):
    """The number of votes in the log, those that are not void, and those in ratings and in pairs."""

    votes: int
    counted: int
    rated: int
    met: int


def of_arena(session: ReadSession, arena: Arena) -> Sums:
    """Return the totals of an arena on its overall axis, as far as it is folded. Reads the log's index."""
    folded = (votes.c.arena_id == arena.id, votes.c.position <= arena.last_position)
    voided = func.count(votes.c.voided_at)
    stored, gone = session.execute(select(func.count(), voided).where(*folded)).one()
    every = stored + dropped.count(session, arena.id)
    axis_id = prompt_categories.find_axis(session, arena.id, OVERALL)
    sides = sum((ratings.c[name] for name in ("losses", "ties", "both_bad")), ratings.c.wins)
    met = sum((head_to_head.c[name] for name in ("wins_b", "ties", "both_bad")), head_to_head.c.wins_a)
    on_axis = (ratings.c.arena_id == arena.id, ratings.c.axis_id == axis_id)
    overall = (head_to_head.c.arena_id == arena.id, head_to_head.c.stratum_id == ALL_CATEGORIES)
    rated = session.execute(select(func.sum(sides)).where(*on_axis)).scalar()
    pairs = session.execute(select(func.sum(met)).where(*overall)).scalar()
    # PostgreSQL adds up 64-bit integers to a decimal number.
    sizes = rankings.sizes_of_axis(session, arena.id, axis_id)
    rated_votes, met_votes = votes_of(int(rated or 0), sizes), votes_of_pairs(int(pairs or 0), sizes)
    return Sums(every, every - gone, rated_votes, met_votes)
