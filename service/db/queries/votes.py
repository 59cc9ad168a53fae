"""The vote log in the database: appended at its end, read by position, never edited but to void."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, select, text, update

from service.db.bulk import Insert, Lookup
from service.db.engine import ReadSession, WriteSession
from service.db.tables.catalog import category_axes
from service.db.tables.votes import votes
from service.domain.votes import Exclusion


class LogRow(NamedTuple):
    """A vote as the log holds it; ids are the database's, times microseconds since 1970."""

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


class ExcludedRow(NamedTuple):
    """A vote that the log holds without counting it: a LogRow's columns, and why."""

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


class FoldRow(NamedTuple):
    """The part of a vote that the fold reads."""

    position: int
    model_left: int
    model_right: int
    outcome: int
    stratum_id: int
    voted_at: int


_append = Insert(votes, LogRow._fields)
append_excluded = Insert(votes, ExcludedRow._fields)
_RETURNING = text(f"{_append.sql('c')} RETURNING {', '.join(FoldRow._fields)}")

_FOLD = text(
    f"SELECT {', '.join(FoldRow._fields)} FROM votes "  # noqa: S608 - column names only
    "WHERE arena_id = :arena AND position > :after AND position <= :upto AND voided_at IS NULL "
    "ORDER BY position"
)

_KNOWN = Lookup(
    "SELECT v.external_id FROM k JOIN votes v ON v.arena_id = :arena AND v.external_id = k.external_id",
    external_id="text",
)


def append(session: WriteSession, rows: Sequence[LogRow]) -> Sequence[Any]:
    """Append rows of one arena's log, at least one, in the order of their positions.

    They come back as the log now holds them, as `to_fold` gives them.
    """
    if session.dialect.name == "sqlite":
        _append(session, rows)
        return to_fold(session, rows[0].arena_id, rows[0].position - 1, rows[-1].position)
    values = {f"c{i}": list(column) for i, column in enumerate(zip(*rows, strict=True))}
    # PostgreSQL promises no order here.
    return sorted(session.execute(_RETURNING, values).fetchall())


def to_fold(session: ReadSession, arena_id: int, after: int, upto: int) -> Sequence[Any]:
    """The votes that count, after one position up to another, as rows of FoldRow's columns in log order."""
    given = {"arena": arena_id, "after": after, "upto": upto}
    cursor: Any = session.execute(_FOLD, given).cursor
    # Bare tuples: a million of SQLAlchemy's rows cost twice what reading them does.
    rows: Sequence[Any] = cursor.fetchall()
    cursor.close()
    return rows


def known_external_ids(session: ReadSession, arena_id: int, ids: Sequence[str]) -> set[str]:
    """Return those of the external ids that the arena's log already holds, voided or not."""
    return {row[0] for row in _KNOWN(session, ((name,) for name in ids), arena=arena_id)}


def find(session: ReadSession, arena_id: int, position: int) -> Any | None:
    """Return the vote at a position with all its columns, or None."""
    where = (votes.c.arena_id == arena_id, votes.c.position == position)
    return session.execute(select(votes).where(*where)).one_or_none()


def void(
    session: WriteSession,
    arena_id: int,
    positions: Sequence[int],
    *,
    at: int,
    reason: str,
    exclusion: Exclusion,
) -> None:
    """Mark the votes at these positions as voided at a time, for a reason in words and of one kind."""
    statement = (
        update(votes)
        .where(votes.c.arena_id == arena_id, votes.c.position == bindparam("at_position"))
        .values(voided_at=at, void_reason=reason, exclusion=int(exclusion))
    )
    session.execute(statement, [{"at_position": position} for position in positions])


def pair_counts(session: ReadSession, axis_id: int, arena_id: int, upto: int) -> Sequence[Any]:
    """How often each outcome was given on an axis up to a position: rows (left, right, outcome, count)."""
    chosen = select(category_axes.c.stratum_id).where(category_axes.c.axis_id == axis_id)
    keys = (votes.c.model_left, votes.c.model_right, votes.c.outcome)
    statement = (
        select(*keys, func.count())
        .where(votes.c.arena_id == arena_id, votes.c.position <= upto)
        .where(votes.c.voided_at.is_(None), votes.c.stratum_id.in_(chosen))
        .group_by(*keys)
    )
    return session.execute(statement).fetchall()


def misplaced(session: ReadSession, arena_id: int, last_position: int) -> int:
    """Return how many positions up to the last have no vote, and votes no such position; 0 in a sound log."""
    inside = votes.c.position.between(1, last_position)
    statement = select(func.count(), func.count().filter(inside)).where(votes.c.arena_id == arena_id)
    every, placed = session.execute(statement).one()
    return int(last_position - placed + every - placed)


def log(session: ReadSession, arena_id: int, after: int, limit: int) -> Sequence[Any]:
    """The votes of an arena after a position with all their columns, in log order, this many at most."""
    where = (votes.c.arena_id == arena_id, votes.c.position > after)
    statement = select(votes).where(*where).order_by(votes.c.position).limit(limit)
    return session.execute(statement).fetchall()


def positions_of(session: ReadSession, arena_id: int, voter: int) -> list[int]:
    """Return where a voter's votes stand in an arena's log. Reads the log; no index is led by voters."""
    where = (votes.c.arena_id == arena_id, votes.c.voter == voter)
    return [row.position for row in session.execute(select(votes.c.position).where(*where))]
