"""Ratings, head-to-head counts and their daily history in the database.

The fold reads and writes them as plain tuples, in the order of the fields of RatingRow and PairRow.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeAlias

from sqlalchemy import ColumnElement, Table, bindparam, delete, func, select, text, tuple_, union

from service.db.bulk import Insert, Lookup
from service.db.engine import ReadSession, WriteSession
from service.db.rows import columns, fetch, fetch_tuples
from service.db.tables.catalog import axes
from service.db.tables.votes import checkpoints, head_to_head, rating_history, ratings


class RatingRow(NamedTuple):
    """A model's rating on an axis. ``day`` (since 1970) is the day of its last change."""

    axis_id: int
    model_id: int
    mu: float
    variance: float
    wins: int
    losses: int
    ties: int
    both_bad: int
    day: int


class PairRow(NamedTuple):
    """The outcomes of two models' matchups on an axis, with ``model_a < model_b``."""

    axis_id: int
    model_a: int
    model_b: int
    wins_a: int
    wins_b: int
    ties: int
    both_bad: int


RatingTuple: TypeAlias = tuple[int, int, float, float, int, int, int, int, int]
PairTuple: TypeAlias = tuple[int, int, int, int, int, int, int]
"""The values of a RatingRow and of a PairRow, where there are too many rows to name their fields."""

RATING = RatingRow._fields
PAIR = PairRow._fields
CHECKPOINT = ("arena_id", "day", "position")

_REPLACE = "DO UPDATE SET " + ", ".join(f"{name} = excluded.{name}" for name in RATING[2:])
_ADD = "DO UPDATE SET " + ", ".join(f"{name} = head_to_head.{name} + excluded.{name}" for name in PAIR[3:])

save = Insert(ratings, RATING, _REPLACE)
add_pairs = Insert(head_to_head, PAIR, _ADD)
# A day closes once. A row that already exists would be wrong and must stop the commit.
save_history = Insert(rating_history, RATING)
save_checkpoints = Insert(checkpoints, CHECKPOINT)

_OF_KEYS = Lookup(
    RatingRow._make,
    f"SELECT {', '.join('r.' + name for name in RATING)} "  # noqa: S608 - column names only
    "FROM k JOIN ratings r ON r.axis_id = k.axis_id AND r.model_id = k.model_id",
    axis_id="integer",
    model_id="integer",
)

# The key of head_to_head starts with the pair, so this looks up the axis's possible pairs one by one. Both
# databases would rather scan the table: CROSS JOIN makes SQLite keep the order of the joins, and LIMIT makes
# PostgreSQL keep it.
_OF_PAIR = (
    f"SELECT {', '.join('h.' + name for name in PAIR)} FROM ratings a "  # noqa: S608 - column names only
    "CROSS JOIN ratings b {join} "
    "WHERE a.axis_id = :axis AND b.axis_id = :axis AND b.model_id > a.model_id{more} "
    "ORDER BY h.model_a, h.model_b"
)
_IS_PAIR = "h.model_a = a.model_id AND h.model_b = b.model_id AND h.axis_id = :axis"
_PAIRS_OF_AXIS = {
    "sqlite": text(_OF_PAIR.format(join="CROSS JOIN head_to_head h", more=f" AND {_IS_PAIR}")),
    "postgresql": text(
        _OF_PAIR.format(
            join=f"CROSS JOIN LATERAL (SELECT * FROM head_to_head h WHERE {_IS_PAIR} LIMIT 1) h",  # noqa: S608
            more="",
        )
    ),
}


def of_keys(session: ReadSession, keys: Iterable[tuple[int, int]]) -> list[RatingRow]:
    """Return the ratings with these (axis, model) keys. Ignore keys without votes."""
    return _OF_KEYS(session, keys)


def of_axis(session: ReadSession, axis_id: int) -> list[RatingRow]:
    """Return every rating on an axis."""
    statement = select(*columns(ratings, RatingRow)).where(ratings.c.axis_id == axis_id)
    return fetch(session, RatingRow, statement)


def of_arena(session: ReadSession, arena_id: int, day: int | None = None) -> list[RatingTuple]:
    """Return every rating of an arena by axis and model, or with a day, those that last changed on it."""
    statement = (
        select(*columns(ratings, RatingRow))
        .join(axes, axes.c.id == ratings.c.axis_id)
        .where(axes.c.arena_id == arena_id)
        .order_by(ratings.c.axis_id, ratings.c.model_id)
    )
    if day is not None:
        statement = statement.where(ratings.c.day == day)
    return fetch_tuples(session, statement)


def pairs_of_axis(session: ReadSession, axis_id: int) -> list[PairRow]:
    """Return the head-to-head counts on an axis, by models."""
    statement = _PAIRS_OF_AXIS[session.dialect.name]
    return fetch(session, PairRow, statement, axis=axis_id)


def pairs_of_arena(session: ReadSession, arena_id: int) -> list[PairTuple]:
    """Return the head-to-head counts of every axis of an arena, by axis and models."""
    statement = (
        select(*columns(head_to_head, PairRow))
        .join(axes, axes.c.id == head_to_head.c.axis_id)
        .where(axes.c.arena_id == arena_id)
        .order_by(*(head_to_head.c[name] for name in PAIR[:3]))
    )
    return fetch_tuples(session, statement)


def at_day(session: ReadSession, arena_id: int, day: int, axis_id: int | None = None) -> list[RatingRow]:
    """Return the ratings of an arena, or of one axis, at the end of a closed day.

    Ratings that have not changed since come from the current ratings, the others from the history. The
    cost depends on the number of ratings, not on the length of the history.
    """
    mine = _of_arena(ratings, arena_id) if axis_id is None else ratings.c.axis_id == axis_id
    older = rating_history.alias("older")
    last_day = select(func.max(older.c.day)).where(
        older.c.axis_id == ratings.c.axis_id, older.c.model_id == ratings.c.model_id, older.c.day <= day
    )
    changed = select(ratings.c.axis_id, ratings.c.model_id, last_day.scalar_subquery())
    key = tuple_(*(rating_history.c[name] for name in ("axis_id", "model_id", "day")))
    older_rows = select(*columns(rating_history, RatingRow)).where(
        key.in_(changed.where(mine, ratings.c.day > day))
    )
    unchanged = select(*columns(ratings, RatingRow)).where(mine, ratings.c.day <= day)
    return fetch(session, RatingRow, unchanged.union_all(older_rows))


def _of_arena(table: Table, arena_id: int) -> ColumnElement[bool]:
    return table.c.axis_id.in_(select(axes.c.id).where(axes.c.arena_id == arena_id))


def history_of_day(session: ReadSession, arena_id: int, day: int) -> list[RatingRow]:
    """Return the history of one day of an arena, by axis and model."""
    statement = (
        select(*columns(rating_history, RatingRow))
        .join(axes, axes.c.id == rating_history.c.axis_id)
        .where(axes.c.arena_id == arena_id, rating_history.c.day == day)
        .order_by(rating_history.c.axis_id, rating_history.c.model_id)
    )
    return fetch(session, RatingRow, statement)


def checkpoints_of(session: ReadSession, arena_id: int) -> list[tuple[int, int]]:
    """Return an arena's closed days, each with its last position, oldest first."""
    statement = select(checkpoints.c.day, checkpoints.c.position).where(checkpoints.c.arena_id == arena_id)
    return [(row.day, row.position) for row in session.execute(statement.order_by(checkpoints.c.day))]


def forget(session: WriteSession, arena_id: int) -> None:
    """Delete everything that was folded from an arena's log."""
    for table in (ratings, rating_history, head_to_head):
        session.execute(delete(table).where(_of_arena(table, arena_id)))
    session.execute(delete(checkpoints).where(checkpoints.c.arena_id == arena_id))


def forget_from(session: WriteSession, arena_id: int, day: int, closed_day: int) -> None:
    """Delete an arena's ratings that changed on or after ``day``, and its closed days from ``closed_day`` on.

    Only ratings that changed since then can have history to delete, so only theirs is searched.
    """
    mine = _of_arena(ratings, arena_id)
    changed = select(ratings.c.axis_id, ratings.c.model_id).where(mine, ratings.c.day >= closed_day)
    key = tuple_(rating_history.c.axis_id, rating_history.c.model_id)
    session.execute(delete(rating_history).where(key.in_(changed), rating_history.c.day >= closed_day))
    session.execute(delete(ratings).where(mine, ratings.c.day >= day))
    gone = (checkpoints.c.arena_id == arena_id, checkpoints.c.day >= closed_day)
    session.execute(delete(checkpoints).where(*gone))


def forget_empty_pairs(session: WriteSession, rows: Iterable[Sequence[int]]) -> None:
    """Delete the pairs whose head-to-head counts are all zero, as if the two models had never met.

    The rows start with axis, model_a and model_b.
    """
    keys = [dict(zip(("axis", "a", "b"), row[:3], strict=True)) for row in rows]
    statement = delete(head_to_head).where(
        head_to_head.c.model_a == bindparam("a"),
        head_to_head.c.model_b == bindparam("b"),
        head_to_head.c.axis_id == bindparam("axis"),
        *(head_to_head.c[name] == 0 for name in PAIR[3:]),
    )
    session.execute(statement, keys)


def closed_of_axis(session: ReadSession, axis_id: int) -> list[RatingTuple]:
    """Return the history of one axis, in any order."""
    statement = select(*columns(rating_history, RatingRow))
    return fetch_tuples(session, statement.where(rating_history.c.axis_id == axis_id))


def history_size(session: ReadSession, arena_id: int) -> int:
    """Return the number of rows in the history of an arena."""
    mine = select(axes.c.id).where(axes.c.arena_id == arena_id)
    statement = select(func.count()).select_from(rating_history)
    return int(session.execute(statement.where(rating_history.c.axis_id.in_(mine))).scalar_one())


def history_of_axis(session: ReadSession, axis_id: int, model_id: int | None = None) -> list[RatingRow]:
    """Return the ratings on an axis at the end of each day they changed on, of all models or of one.

    The rows are ordered by model and day. Closed days come from the history, the newest from the ratings.
    """
    parts = []
    for table in (rating_history, ratings):
        part = select(*columns(table, RatingRow)).where(table.c.axis_id == axis_id)
        parts.append(part if model_id is None else part.where(table.c.model_id == model_id))
    # A rating that has not changed since its day closed is in both tables: UNION keeps one.
    both = union(*parts).subquery()
    return fetch(session, RatingRow, select(both).order_by(both.c.model_id, both.c.day))
