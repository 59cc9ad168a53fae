"""The ledger's counts in the database: votes, exclusions and skips for each day (UTC)."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import ColumnElement, Integer, Select, bindparam, case, func, literal_column, select, text

from service.db.engine import ReadSession
from service.db.rows import fetch
from service.db.tables.votes import votes
from service.db.tables.voting import matchups
from service.domain import clock
from service.domain.matchups import EXPIRY, MatchupState
from service.domain.votes import Outcome

# Both databases round towards zero, so days before 1970 are shifted to be positive before the division.
_SHIFT = 800_000


def day_of(moment: ColumnElement[int]) -> ColumnElement[int]:
    """Return the day of a moment, in days since 1970."""
    shifted = moment + _number(_SHIFT * clock.DAY)
    return (shifted // _number(clock.DAY) - _number(_SHIFT)).label("day")


def _number(value: int) -> ColumnElement[int]:
    """Return a number as a literal: with parameters, PostgreSQL would not see that two expressions match."""
    return literal_column(str(value), Integer)


class Seen(NamedTuple):
    """What is seen of an arena that publishes votes with a delay: those up to a position, and the time."""

    position: int
    now: int


class DayVotes(NamedTuple):
    """How many votes of a day called both images bad, or did not."""

    day: int
    both_bad: bool
    total: int


class DayExclusions(NamedTuple):
    """How many votes of a day do not count, for one reason."""

    day: int
    exclusion: int
    total: int


class DayTotal(NamedTuple):
    """How many there were on a day."""

    day: int
    total: int


class StateTotal(NamedTuple):
    """How many matchups are in a state."""

    state: int
    total: int


class ArenaStateTotal(NamedTuple):
    """How many matchups of an arena are in a state."""

    arena_id: int
    state: int
    total: int


# These four are run for every arena at each scrape of the metrics; to build one takes longer than to run it.
_BETWEEN = (
    matchups.c.arena_id == bindparam("arena_id"),
    matchups.c.id > bindparam("after"),
    matchups.c.id <= bindparam("upto"),
)
_VOTES_BY_DAY = (
    select(
        day_of(votes.c.voted_at),
        (votes.c.outcome == _number(int(Outcome.BOTH_BAD))).label("both_bad"),
        func.count(),
    )
    .where(votes.c.arena_id == bindparam("arena_id"))
    .where(votes.c.position > bindparam("after"), votes.c.position <= bindparam("upto"))
    .group_by(text("1"), text("2"))
)
_EXCLUDED_BY_DAY = (
    select(day_of(votes.c.voted_at), votes.c.exclusion, func.count())
    .where(votes.c.arena_id == bindparam("arena_id"), votes.c.exclusion.is_not(None))
    .group_by(text("1"), text("2"))
)
_SKIPS_BY_DAY = (
    select(day_of(matchups.c.closed_at), func.count())
    .where(*_BETWEEN, matchups.c.state == int(MatchupState.SKIPPED))
    .group_by(text("1"))
)
_MATCHUPS_BY_STATE = select(matchups.c.state, func.count()).where(*_BETWEEN).group_by(matchups.c.state)


def votes_by_day(session: ReadSession, arena_id: int, after: int, upto: int) -> list[DayVotes]:
    """Return the number of votes by day, from after one position up to another."""
    return fetch(session, DayVotes, _VOTES_BY_DAY, arena_id=arena_id, after=after, upto=upto)


def excluded_by_day(session: ReadSession, arena_id: int, published: int | None = None) -> list[DayExclusions]:
    """Return the number of votes that do not count, by day and reason.

    An index covers this query unless only votes up to the position ``published`` are counted.
    """
    statement = _EXCLUDED_BY_DAY if published is None else _EXCLUDED_BY_DAY.where(*upto(published))
    return fetch(session, DayExclusions, statement, arena_id=arena_id)


def upto(published: int | None) -> tuple[ColumnElement[bool], ...]:
    """Return the condition that a vote is published, nothing if all votes of the arena are."""
    return () if published is None else (votes.c.position <= published,)


def excluded_both_bad(session: ReadSession, arena_id: int, published: int | None = None) -> list[DayTotal]:
    """Return the number of votes by day that do not count and called both images bad."""
    statement = (
        select(day_of(votes.c.voted_at), func.count())
        .where(votes.c.arena_id == arena_id, votes.c.exclusion.is_not(None))
        .where(votes.c.outcome == int(Outcome.BOTH_BAD), *upto(published))
        .group_by(text("1"))
    )
    return fetch(session, DayTotal, statement)


def last_dealt_before(session: ReadSession, after: int, moment: int) -> int:
    """Return the id of the last matchup dealt before a moment, or ``after`` if no later one was."""
    statement = select(func.max(matchups.c.id)).where(matchups.c.id > after, matchups.c.dealt_at < moment)
    return int(session.execute(statement).scalar_one() or after)


def skips_by_day(session: ReadSession, arena_id: int, after: int, upto: int) -> list[DayTotal]:
    """Return the number of skipped matchups by day, from after one id up to another."""
    return fetch(session, DayTotal, _SKIPS_BY_DAY, arena_id=arena_id, after=after, upto=upto)


def matchups_by_state(
    session: ReadSession, arena_id: int, after: int, upto: int, seen: Seen | None = None
) -> list[StateTotal]:
    """Return the number of matchups by state, from after one id up to another.

    With ``seen``, matchups whose votes are not published yet count as if nobody had voted on them.
    """
    statement = _MATCHUPS_BY_STATE if seen is None else _as_seen(seen)
    return fetch(session, StateTotal, statement, arena_id=arena_id, after=after, upto=upto)


def _as_seen(seen: Seen) -> Select[tuple[int, int]]:
    expired = matchups.c.dealt_at < _number(seen.now - EXPIRY)
    alone = case((expired, _number(int(MatchupState.EXPIRED))), else_=_number(int(MatchupState.OPEN)))
    state = case((matchups.c.position > _number(seen.position), alone), else_=matchups.c.state)
    return select(state, func.count()).where(*_BETWEEN).group_by(text("1"))


def first_unseen(session: ReadSession, arena_id: int, seen: Seen) -> int | None:
    """Return the lowest id of a matchup whose vote is not published yet, None if there is none."""
    statement = select(func.min(matchups.c.id)).where(matchups.c.arena_id == arena_id)
    found = session.execute(statement.where(matchups.c.position > seen.position)).scalar_one()
    return None if found is None else int(found)


def states_by_arena(session: ReadSession, after: int) -> list[ArenaStateTotal]:
    """Return the number of matchups after one id by arena and state."""
    statement = (
        select(matchups.c.arena_id, matchups.c.state, func.count())
        .where(matchups.c.id > after)
        .group_by(matchups.c.arena_id, matchups.c.state)
    )
    return fetch(session, ArenaStateTotal, statement)
