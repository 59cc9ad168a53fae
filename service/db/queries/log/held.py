"""Votes that are held: how many, when and why, and those that no flag holds."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, func, select, text

from service.db.engine import ReadSession
from service.db.queries.ledger import day_of
from service.db.rows import fetch
from service.db.tables.flags import flag_votes, flags
from service.db.tables.votes import votes
from service.db.tables.voting import matchups
from service.domain.votes import Exclusion


class HeldDay(NamedTuple):
    """How many votes of a day are held for one reason, in the words of the log."""

    day: int
    reason: str
    total: int


class Arrived(NamedTuple):
    """Votes of one network and day that were held when they arrived. An erased network is None."""

    day: int
    network: int | None
    votes: int
    voters: int


class StateTotal(NamedTuple):
    """How many flags are in a state."""

    state: str
    total: int


def by_day(session: ReadSession, arena_id: int, published: int | None = None) -> list[HeldDay]:
    """Return how many votes of an arena are held, by day and reason. Reads the rows of excluded votes.

    With ``published``, only votes up to this position are counted.
    """
    statement = (
        select(day_of(votes.c.voted_at), votes.c.void_reason, func.count())
        .where(*_held(arena_id), *([] if published is None else [votes.c.position <= published]))
        .group_by(text("1"), text("2"))
        .order_by(text("1"), text("2"))
    )
    return fetch(session, HeldDay, statement)


def flags_by_state(session: ReadSession, arena_id: int, published: int | None = None) -> list[StateTotal]:
    """Return how many flags an arena has, by state; of those with a vote up to a position, if it is given."""
    mine = [flags.c.arena_id == arena_id]
    if published is not None:
        mine.append(flags.c.first_position <= published)
    statement = select(flags.c.state, func.count()).where(*mine).group_by(flags.c.state)
    return fetch(session, StateTotal, statement)


def arrived(session: ReadSession, arena_id: int) -> list[Arrived]:
    """Return the votes of an arena that were held when they arrived, by day and network, newest first."""
    statement = (
        select(
            day_of(votes.c.voted_at),
            matchups.c.address,
            func.count(),
            func.count(votes.c.voter.distinct()),
        )
        .select_from(votes)
        .outerjoin(matchups, _SAME)
        .where(*_held(arena_id), _without_flag(arena_id))
        .group_by(text("1"), matchups.c.address)
        .order_by(text("1 DESC"), text("3 DESC"), matchups.c.address)
    )
    return fetch(session, Arrived, statement)


def arrived_at(
    session: ReadSession, arena_id: int, *, day: int | None = None, network: int | None = None
) -> list[int]:
    """Return the positions of votes that were held when they arrived, of a day or a network if given."""
    conditions = [*_held(arena_id), _without_flag(arena_id)]
    if day is not None:
        conditions.append(day_of(votes.c.voted_at) == day)
    if network is not None:
        conditions.append(matchups.c.address == network)
    statement = select(votes.c.position).select_from(votes).outerjoin(matchups, _SAME).where(*conditions)
    return [row.position for row in session.execute(statement.order_by(votes.c.position))]


_SAME = and_(matchups.c.arena_id == votes.c.arena_id, matchups.c.position == votes.c.position)


def _held(arena_id: int) -> tuple[ColumnElement[bool], ...]:
    # An index has the excluded votes only.
    held = votes.c.exclusion == int(Exclusion.HELD)
    return votes.c.arena_id == arena_id, votes.c.exclusion.is_not(None), held


def _without_flag(arena_id: int) -> ColumnElement[bool]:
    """Return whether no flag holds a vote."""
    mine = (
        select(flag_votes.c.position)
        .join(flags, flags.c.id == flag_votes.c.flag_id)
        .where(flags.c.arena_id == arena_id, flag_votes.c.held == 1)
    )
    return votes.c.position.not_in(mine)
