"""The vote log in the database. Votes are added at its end and read by position; voiding is the only edit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple, TypeAlias

import polars as pl
from sqlalchemy import and_, bindparam, delete, func, select, text, update

from service.db.bulk import Insert, Lookup, insert_together
from service.db.engine import ReadSession, WriteSession
from service.db.queries.log import dropped, rankings
from service.db.queries.log.dropped import Range
from service.db.rows import fetch, fetch_one, fetch_tuples
from service.db.tables.catalog import category_axes
from service.db.tables.votes import external_ids, votes
from service.domain.rankings import Ranking
from service.domain.votes import Exclusion


class LogRow(NamedTuple):
    """A vote that counts, to append to the log. Ids are the database's, times microseconds since 1970."""

    arena_id: int
    position: int
    model_left: int
    model_right: int
    outcome: int
    stratum_id: int
    prompt_id: int | None
    voter: int | None
    voted_at: int
    external_id: str | None = None
    has_time: bool = False
    ranking: Ranking[int] | None = None


class ExcludedRow(NamedTuple):
    """A vote that does not count, to append to the log, with the reason."""

    arena_id: int
    position: int
    model_left: int
    model_right: int
    outcome: int
    stratum_id: int
    prompt_id: int | None
    voter: int | None
    voted_at: int
    voided_at: int
    void_reason: str
    exclusion: int
    external_id: str | None = None
    has_time: bool = False
    ranking: Ranking[int] | None = None


class VoteRow(NamedTuple):
    """A vote as stored."""

    position: int
    voted_at: int
    voter: int | None
    arena_id: int
    model_left: int
    model_right: int
    stratum_id: int
    prompt_id: int | None
    outcome: int
    external_id: str | None
    voided_at: int | None
    void_reason: str | None
    exclusion: int | None


class PairCount(NamedTuple):
    """How often an outcome was voted for a left and a right model."""

    model_left: int
    model_right: int
    outcome: int
    total: int


class FoldRow(NamedTuple):
    """The columns of a vote that the fold reads."""

    position: int
    model_left: int
    model_right: int
    outcome: int
    stratum_id: int
    voted_at: int


FoldTuple: TypeAlias = tuple[int, int, int, int, int, int]
"""The values of FoldRow's columns. Rows for the fold are plain tuples, because there are so many."""

_SAME = and_(external_ids.c.arena_id == votes.c.arena_id, external_ids.c.position == votes.c.position)
SELECT = select(
    *((external_ids if name == "external_id" else votes).c[name] for name in VoteRow._fields)
).select_from(votes.outerjoin(external_ids, _SAME))

# The last fields of both kinds of rows have tables of their own: external ids with their mark, and rankings.
_append = Insert(votes, LogRow._fields[:-3])
_append_excluded = Insert(votes, ExcludedRow._fields[:-3])
_add_external_ids = Insert(external_ids, ("arena_id", "position", "external_id", "has_time"))
_APPEND = f"{_append.sql('c')} RETURNING {', '.join(FoldRow._fields)}"
_RETURNING = text(_APPEND)
# In one statement, because each round trip costs more than the rows.
_RETURNING_WITH_IDS = text(f"WITH ids AS ({_add_external_ids.sql('e')}) {_APPEND}")

_FOLD = text(
    f"SELECT {', '.join(FoldRow._fields)} FROM votes "  # noqa: S608 - column names only
    "WHERE arena_id = :arena AND position > :after AND position <= :upto AND voided_at IS NULL "
    "ORDER BY position"
)


_IDS = Lookup(
    lambda row: (int(str(row[0])), str(row[1])),
    "SELECT e.position, e.external_id FROM k JOIN external_ids e "
    "ON e.arena_id = :arena AND e.position = k.position",
    position="bigint",
)


def append(session: WriteSession, rows: Sequence[LogRow]) -> list[FoldTuple]:
    """Append rows to one arena's log, at least one, and return them as the log now has them.

    The rows must be in the order of their positions.
    """
    ids, narrow = _external_ids(rows), [row[:-3] for row in rows]
    _append_rankings(session, rows)
    if session.dialect.name == "sqlite":
        insert_together(session, (_append, narrow), (_add_external_ids, ids))
        return to_fold(session, rows[0].arena_id, rows[0].position - 1, rows[-1].position)
    values = {f"c{i}": list(column) for i, column in enumerate(zip(*narrow, strict=True))}
    values |= {f"e{i}": list(column) for i, column in enumerate(zip(*ids, strict=True))}
    # PostgreSQL returns the rows in any order.
    log_rows: list[FoldTuple] = sorted(
        fetch_tuples(session, _RETURNING_WITH_IDS if ids else _RETURNING, **values)
    )
    return rankings.expanded(session, rows[0].arena_id, log_rows)


def append_excluded(session: WriteSession, rows: Sequence[ExcludedRow]) -> None:
    """Append rows to one arena's log, which may be none."""
    narrow = [row[:-3] for row in rows]
    _append_rankings(session, rows)
    insert_together(session, (_append_excluded, narrow), (_add_external_ids, _external_ids(rows)))


def _append_rankings(session: WriteSession, rows: Sequence[LogRow] | Sequence[ExcludedRow]) -> None:
    placed = [(row.position, row.ranking) for row in rows if row.ranking is not None]
    if placed:
        rankings.append(session, rows[0].arena_id, placed)


def _external_ids(rows: Sequence[LogRow] | Sequence[ExcludedRow]) -> list[tuple[int, int, str, int]]:
    return [
        (row.arena_id, row.position, row.external_id, int(row.has_time))
        for row in rows
        if row.external_id is not None
    ]


def to_fold(session: ReadSession, arena_id: int, after: int, upto: int) -> list[FoldTuple]:
    """Return the votes that count, from after one position up to another, in log order.

    A ranking is a chain of rows, as in `service.domain.rankings`.
    """
    rows: list[FoldTuple] = fetch_tuples(session, _FOLD, arena=arena_id, after=after, upto=upto)
    if len(rows) < upto - after:
        rows = dropped.added(session, Range(arena_id, after, upto), rows, FoldRow._fields)
    return rankings.expanded(session, arena_id, rows)


def fold_rows(session: ReadSession, rows: Sequence[VoteRow]) -> list[FoldTuple]:
    """Return votes of one arena, at least one, in log order as `to_fold` does, void or not."""
    columns: list[FoldTuple] = [
        (row.position, row.model_left, row.model_right, row.outcome, row.stratum_id, row.voted_at)
        for row in rows
    ]
    return rankings.expanded(session, rows[0].arena_id, columns)


def forget_external_ids(session: WriteSession, arena_id: int, upto: int) -> int:
    """Delete the external ids of an arena's votes up to a position; return how many."""
    old = (external_ids.c.arena_id == arena_id, external_ids.c.position <= upto)
    return session.execute(delete(external_ids).where(*old)).rowcount


def find(session: ReadSession, arena_id: int, position: int) -> VoteRow | None:
    """Return the vote at a position, or None."""
    where = (votes.c.arena_id == arena_id, votes.c.position == position)
    stored = fetch_one(session, VoteRow, SELECT.where(*where))
    return stored or next(iter(_dropped(session, arena_id, position - 1, position)), None)


def void(
    session: WriteSession,
    arena_id: int,
    positions: Sequence[int],
    *,
    at: int,
    reason: str,
    exclusion: Exclusion,
) -> None:
    """Void the votes at these positions. ``reason`` is the text for people, ``exclusion`` its kind."""
    statement = (
        update(votes)
        .where(votes.c.arena_id == arena_id, votes.c.position == bindparam("at_position"))
        .values(voided_at=at, void_reason=reason, exclusion=int(exclusion))
    )
    session.execute(statement, [{"at_position": position} for position in positions])


def unvoid(session: WriteSession, arena_id: int, positions: Sequence[int]) -> None:
    """Let the votes at these positions count again."""
    statement = (
        update(votes)
        .where(votes.c.arena_id == arena_id, votes.c.position == bindparam("at_position"))
        .values(voided_at=None, void_reason=None, exclusion=None)
    )
    session.execute(statement, [{"at_position": position} for position in positions])


def pair_counts(session: ReadSession, axis_id: int, arena_id: int, upto: int) -> list[PairCount]:
    """Return how often each outcome was voted on an axis up to a position, by models.

    Rankings are counted by their first and last model.
    """
    chosen = select(category_axes.c.stratum_id).where(category_axes.c.axis_id == axis_id)
    keys = (votes.c.model_left, votes.c.model_right, votes.c.outcome)
    statement = (
        select(*keys, func.count())
        .where(votes.c.arena_id == arena_id, votes.c.position <= upto)
        .where(votes.c.voided_at.is_(None), votes.c.stratum_id.in_(chosen))
        .group_by(*keys)
    )
    counted = fetch(session, PairCount, statement)
    if not dropped.parts(session, arena_id, upto=upto):
        return counted
    categories = pl.Series([row.stratum_id for row in session.execute(chosen)], dtype=pl.Int32)
    return [*counted, *_dropped_pairs(session, arena_id, upto, categories)]


def _dropped_pairs(
    session: ReadSession, arena_id: int, upto: int, categories: pl.Series
) -> Iterator[PairCount]:
    """Yield the counts of the dropped votes of some prompt categories, by segment."""
    for frame in dropped.frames(session, arena_id, upto=upto):
        mine = frame.filter(pl.col("stratum_id").is_in(categories.implode()))
        yield from map(PairCount._make, mine.group_by(PairCount._fields[:-1]).len().rows())


def misplaced(session: ReadSession, arena_id: int, last_position: int) -> int:
    """Return how many positions up to the last lack a vote, plus how many votes lie beyond it.

    It is 0 for an intact log.
    """
    mine, position = votes.c.arena_id == arena_id, votes.c.position
    # One query for all three would read every vote in full.
    found = (func.count(), func.min(position), func.max(position))
    every, first, last = session.execute(
        select(*(select(one).where(mine).scalar_subquery() for one in found))
    ).one()
    expected = last_position - dropped.count(session, arena_id)
    if every == expected and (first or 1) >= 1 and (last or 0) <= last_position:
        return 0
    inside = position.between(1, last_position)
    placed = session.execute(select(func.count()).where(mine, inside)).scalar_one()
    return int(abs(expected - placed) + every - placed)


def log(session: ReadSession, arena_id: int, after: int, upto: int, limit: int) -> list[VoteRow]:
    """Return up to ``limit`` votes of an arena after a position and up to another, in log order."""
    end = min(upto, after + limit)
    where = (votes.c.arena_id == arena_id, votes.c.position > after)
    ordered = SELECT.where(*where).order_by(votes.c.position).limit(limit)
    stored = fetch(session, VoteRow, ordered.where(votes.c.position <= end))
    if len(stored) == end - after:
        return stored
    if more := _dropped(session, arena_id, after, end):
        return dropped.merge(stored, more)
    # Positions have no gaps, unless rows were lost: a page goes on after them.
    return fetch(session, VoteRow, ordered.where(votes.c.position <= upto))


def _dropped(session: ReadSession, arena_id: int, after: int, upto: int) -> list[VoteRow]:
    """Return the dropped votes of a part of the log."""
    frames = dropped.frames(session, arena_id, after, upto)
    return [row for frame in frames for row in rows_of(session, arena_id, frame)]


def dropped_votes(session: ReadSession, arena_id: int, positions: Sequence[int]) -> list[VoteRow]:
    """Return the dropped votes at some positions of an arena's log, which are in order and not none."""
    frames = dropped.frames(session, arena_id, positions[0] - 1, positions[-1])
    chosen = pl.col("position").is_in(positions)
    return [row for frame in frames for row in rows_of(session, arena_id, frame.filter(chosen))]


def rows_of(session: ReadSession, arena_id: int, frame: pl.DataFrame) -> list[VoteRow]:
    """Return dropped votes of an arena as rows."""
    whole = dropped.with_voters(session, arena_id, frame).with_columns(pl.lit(arena_id).alias("arena_id"))
    there = [name if name in whole.columns else pl.lit(None).alias(name) for name in VoteRow._fields]
    ids = dict(_IDS(session, ((position,) for position in frame["position"]), arena=arena_id))
    rows = map(VoteRow._make, whole.select(there).iter_rows())
    return [row._replace(external_id=ids[row.position]) if row.position in ids else row for row in rows]


LogColumns: TypeAlias = tuple[int, int, int | None, int, int, int, int | None, int, int | None, str | None]
"""The values of LOG_COLUMNS."""

LOG_COLUMNS = (
    "position",
    "voted_at",
    "voter",
    "model_left",
    "model_right",
    "stratum_id",
    "prompt_id",
    "outcome",
    "voided_at",
    "void_reason",
)


def log_tuples(session: ReadSession, arena_id: int, after: int, upto: int) -> list[LogColumns]:
    """Return all votes from after one position up to another as plain tuples of LOG_COLUMNS, in log order."""
    where = (votes.c.arena_id == arena_id, votes.c.position > after, votes.c.position <= upto)
    statement = select(*(votes.c[name] for name in LOG_COLUMNS)).where(*where).order_by(votes.c.position)
    rows: list[LogColumns] = fetch_tuples(session, statement)
    if len(rows) == upto - after:
        return rows
    return dropped.added(session, Range(arena_id, after, upto), rows, LOG_COLUMNS)


def external_ids_between(session: ReadSession, arena_id: int, after: int, upto: int) -> list[tuple[int, str]]:
    """Return the positions and external ids of the same votes that have one."""
    of_arena = external_ids.c.arena_id == arena_id
    where = (of_arena, external_ids.c.position > after, external_ids.c.position <= upto)
    rows: list[tuple[int, str]] = fetch_tuples(
        session, select(external_ids.c.position, external_ids.c.external_id).where(*where)
    )
    return rows


def positions_of(session: ReadSession, arena_id: int, voter: int) -> list[int]:
    """Return the positions of a voter's votes in an arena. Reads the log: no index starts with the voter."""
    where = (votes.c.arena_id == arena_id, votes.c.voter == voter)
    stored = [row.position for row in session.execute(select(votes.c.position).where(*where))]
    return stored + [place for one, place in dropped.positions_of(session, voter) if one == arena_id]
