"""What the ledger counts in the database: votes, exclusions and skips by the day (UTC) on which they came."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Integer, func, literal_column, select, text

from service.db.engine import ReadSession
from service.db.tables.votes import votes
from service.db.tables.voting import matchups
from service.domain import clock
from service.domain.matchups import MatchupState
from service.domain.votes import Outcome

# Before 1970 both databases would round towards it, and not down.
_SHIFT = 800_000


def votes_by_day(session: ReadSession, arena_id: int, after: int, upto: int) -> Sequence[Any]:
    """Return how many votes there are after a position up to another: rows (day, whether both_bad, count)."""
    both_bad = (votes.c.outcome == _number(int(Outcome.BOTH_BAD))).label("both_bad")
    statement = (
        select(_day(votes.c.voted_at), both_bad, func.count())
        .where(votes.c.arena_id == arena_id, votes.c.position > after, votes.c.position <= upto)
        .group_by(text("1"), text("2"))
    )
    return session.execute(statement).fetchall()


def excluded_by_day(session: ReadSession, arena_id: int) -> Sequence[Any]:
    """Return how many votes do not count, by reason: rows (day, exclusion, count).

    Read from an index of its own.
    """
    statement = (
        select(_day(votes.c.voted_at), votes.c.exclusion, func.count())
        .where(votes.c.arena_id == arena_id, votes.c.exclusion.is_not(None))
        .group_by(text("1"), text("2"))
    )
    return session.execute(statement).fetchall()


def excluded_both_bad(session: ReadSession, arena_id: int) -> Sequence[Any]:
    """Return how many of those said that both were bad: rows (day, count)."""
    statement = (
        select(_day(votes.c.voted_at), func.count())
        .where(votes.c.arena_id == arena_id, votes.c.exclusion.is_not(None))
        .where(votes.c.outcome == int(Outcome.BOTH_BAD))
        .group_by(text("1"))
    )
    return session.execute(statement).fetchall()


def last_dealt_before(session: ReadSession, after: int, moment: int) -> int:
    """Return the last matchup dealt before a moment, of those after one; that one if there is none."""
    statement = select(func.max(matchups.c.id)).where(matchups.c.id > after, matchups.c.dealt_at < moment)
    return int(session.execute(statement).scalar_one() or after)


def skips_by_day(session: ReadSession, arena_id: int, after: int, upto: int) -> Sequence[Any]:
    """Return how many matchups, after one up to another, were skipped: rows (day, count)."""
    statement = (
        select(_day(matchups.c.closed_at), func.count())
        .where(matchups.c.arena_id == arena_id, matchups.c.state == int(MatchupState.SKIPPED))
        .where(matchups.c.id > after, matchups.c.id <= upto)
        .group_by(text("1"))
    )
    return session.execute(statement).fetchall()


def matchups_by_state(session: ReadSession, arena_id: int, after: int, upto: int) -> Sequence[Any]:
    """Return how many matchups, after one up to another, are in which state: rows (state, count)."""
    statement = (
        select(matchups.c.state, func.count())
        .where(matchups.c.arena_id == arena_id, matchups.c.id > after, matchups.c.id <= upto)
        .group_by(matchups.c.state)
    )
    return session.execute(statement).fetchall()


def _day(moment: ColumnElement[Any]) -> ColumnElement[Any]:
    """Return the day of a moment, in days since 1970."""
    shifted = moment + _number(_SHIFT * clock.DAY)
    return (shifted // _number(clock.DAY) - _number(_SHIFT)).label("day")


def _number(value: int) -> ColumnElement[int]:
    """A number in the statement itself: as parameters, PostgreSQL would not see one expression in two."""
    return literal_column(str(value), Integer)
