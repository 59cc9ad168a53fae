"""The ledger's counts in the database: votes, exclusions and skips for each day (UTC)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import polars as pl
from sqlalchemy import ColumnElement, Integer, case, func, literal_column, select, text

from service.db.bulk import Lookup
from service.db.engine import ReadSession
from service.db.queries.log import dropped
from service.db.rows import fetch
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


class Span(NamedTuple):
    """A part of an arena's log or of its matchups: from after one position or id up to another."""

    arena_id: int
    after: int
    upto: int


class DayVotes(NamedTuple):
    """How many votes of an arena's day called both images bad, or did not."""

    arena_id: int
    day: int
    both_bad: bool
    total: int


class DayExclusions(NamedTuple):
    """How many votes of an arena's day do not count, for one reason."""

    arena_id: int
    day: int
    exclusion: int
    total: int


class DayTotal(NamedTuple):
    """How many there were on a day of an arena."""

    arena_id: int
    day: int
    total: int


class ArenaTotal(NamedTuple):
    """How many there are in an arena."""

    arena_id: int
    total: int


class ArenaStateTotal(NamedTuple):
    """How many matchups of an arena are in a state."""

    arena_id: int
    state: int
    total: int


_SPAN = {"arena_id": "INTEGER", "after": "BIGINT", "upto": "BIGINT"}
_VOTES = "FROM k JOIN votes t ON t.arena_id = k.arena_id"
_PUBLISHED = f"{_VOTES} AND t.position <= k.upto"
_MATCHUPS = "FROM k JOIN matchups t ON t.arena_id = k.arena_id AND t.id > k.after AND t.id <= k.upto"
_VOTED, _CLOSED = "t.voted_at", "t.closed_at"


def day_sql(moment: str) -> str:
    """Return `day_of` of a column as SQL."""
    return str(day_of(literal_column(moment, Integer)).element)


# These are run at each scrape of the metrics, for all arenas at once: a query for each takes a third of a
# millisecond.
_VOTES_BY_DAY = Lookup(
    DayVotes._make,
    f"SELECT t.arena_id, {day_sql(_VOTED)}, t.outcome = {int(Outcome.BOTH_BAD)}, count(*) {_PUBLISHED} "
    "AND t.position > k.after GROUP BY 1, 2, 3",
    **_SPAN,
)
_EXCLUSIONS = f"SELECT t.arena_id, {day_sql(_VOTED)}, t.exclusion, count(*)"
_EXCLUDED = "AND t.exclusion IS NOT NULL GROUP BY 1, 2, 3"
_EXCLUDED_BY_DAY = Lookup(DayExclusions._make, f"{_EXCLUSIONS} {_VOTES} {_EXCLUDED}", arena_id="INTEGER")
_EXCLUDED_BY_DAY_UPTO = Lookup(
    DayExclusions._make, f"{_EXCLUSIONS} {_PUBLISHED} {_EXCLUDED}", arena_id="INTEGER", upto="BIGINT"
)
_EXCLUDED_BOTH_BAD = Lookup(
    DayTotal._make,
    f"SELECT t.arena_id, {day_sql(_VOTED)}, count(*) {_PUBLISHED} AND t.exclusion IS NOT NULL "
    f"AND t.outcome = {int(Outcome.BOTH_BAD)} GROUP BY 1, 2",
    arena_id="INTEGER",
    upto="BIGINT",
)
_SKIPS_BY_DAY = Lookup(
    DayTotal._make,
    f"SELECT t.arena_id, {day_sql(_CLOSED)}, count(*) {_MATCHUPS} "
    f"AND t.state = {int(MatchupState.SKIPPED)} GROUP BY 1, 2",
    **_SPAN,
)
_MATCHUPS_BY_STATE = Lookup(
    ArenaStateTotal._make,
    f"SELECT t.arena_id, t.state, count(*) {_MATCHUPS} GROUP BY 1, 2",
    **_SPAN,
)

_MATCHUPS_UPTO = Lookup(
    ArenaTotal._make,
    "SELECT t.arena_id, count(*) FROM k JOIN matchups t ON t.arena_id = k.arena_id AND t.position <= k.upto "
    "GROUP BY 1",
    arena_id="INTEGER",
    upto="BIGINT",
)


def votes_by_day(session: ReadSession, spans: Iterable[Span]) -> list[DayVotes]:
    """Return the number of votes by arena and day, in several rows perhaps; the spans are of positions."""
    looked_at = list(spans)
    found = _VOTES_BY_DAY(session, looked_at)
    elsewhere = dropped.arenas(session)
    for span in looked_at:
        if span.arena_id in elsewhere:
            found += _dropped_by_day(session, span)
    return found


def _dropped_by_day(session: ReadSession, span: Span) -> Iterator[DayVotes]:
    day, both_bad = pl.col("voted_at").floordiv(clock.DAY), pl.col("outcome") == int(Outcome.BOTH_BAD)
    for frame in dropped.frames(session, *span):
        for row in frame.group_by(day, both_bad.alias("both_bad")).len().rows():
            yield DayVotes(span.arena_id, *row)


def excluded_by_day(session: ReadSession, arena_ids: Iterable[int]) -> list[DayExclusions]:
    """Return the number of votes that do not count, by arena, day and reason. An index covers this query."""
    return _EXCLUDED_BY_DAY(session, ((arena_id,) for arena_id in arena_ids))


def excluded_by_day_upto(session: ReadSession, arenas: Iterable[tuple[int, int]]) -> list[DayExclusions]:
    """Return the same of arenas (id, position), of the votes up to a position."""
    return _EXCLUDED_BY_DAY_UPTO(session, arenas)


def excluded_both_bad(session: ReadSession, arenas: Iterable[tuple[int, int]]) -> list[DayTotal]:
    """Return the number of votes that do not count and called both images bad, by arena and day.

    The arenas are ids with the position up to which votes are counted.
    """
    return _EXCLUDED_BOTH_BAD(session, arenas)


def last_dealt_before(session: ReadSession, after: int, moment: int) -> int:
    """Return the id of the last matchup dealt before a moment, or ``after`` if no later one was."""
    statement = select(func.max(matchups.c.id)).where(matchups.c.id > after, matchups.c.dealt_at < moment)
    return int(session.execute(statement).scalar_one() or after)


def skips_by_day(session: ReadSession, spans: Iterable[Span]) -> list[DayTotal]:
    """Return the number of skipped matchups by arena and day; the spans are of ids."""
    return _SKIPS_BY_DAY(session, spans)


def matchups_by_state(session: ReadSession, spans: Iterable[Span]) -> list[ArenaStateTotal]:
    """Return the number of matchups by arena and state; the spans are of ids."""
    return _MATCHUPS_BY_STATE(session, spans)


def matchups_upto(session: ReadSession, arenas: Iterable[tuple[int, int]]) -> list[ArenaTotal]:
    """Return the number of matchups behind votes up to a position, of arenas (id, position)."""
    return _MATCHUPS_UPTO(session, arenas)


def matchups_as_seen(session: ReadSession, span: Span, seen: Seen) -> list[ArenaStateTotal]:
    """Return the same of one arena, where matchups with unpublished votes count as if nobody had voted."""
    expired = matchups.c.dealt_at < _number(seen.now - EXPIRY)
    alone = case((expired, _number(int(MatchupState.EXPIRED))), else_=_number(int(MatchupState.OPEN)))
    state = case((matchups.c.position > _number(seen.position), alone), else_=matchups.c.state)
    statement = (
        select(matchups.c.arena_id, state, func.count())
        .where(matchups.c.arena_id == span.arena_id)
        .where(matchups.c.id > span.after, matchups.c.id <= span.upto)
        .group_by(text("1"), text("2"))
    )
    return fetch(session, ArenaStateTotal, statement)


def first_unseen(session: ReadSession, arena_id: int, seen: Seen) -> int | None:
    """Return the lowest id of a matchup whose vote is not published yet, or None."""
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
