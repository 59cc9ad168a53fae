"""Ratings, head-to-head counts and their daily history in the database.

Rows travel as tuples in the order of RatingRow and PairRow, which the fold shares.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Table, bindparam, delete, func, select, text, tuple_, union

from service.db.bulk import Insert, Lookup, plain_rows
from service.db.engine import ReadSession, WriteSession
from service.db.tables.catalog import axes
from service.db.tables.votes import checkpoints, head_to_head, rating_history, ratings


class RatingRow(NamedTuple):
    """A model's state on an axis; ``day`` (since 1970) is that of its last change."""

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
    """How often two models met on an axis and what was said; ``model_a < model_b``."""

    axis_id: int
    model_a: int
    model_b: int
    wins_a: int
    wins_b: int
    ties: int
    both_bad: int


RATING = RatingRow._fields
PAIR = PairRow._fields
CHECKPOINT = ("arena_id", "day", "position")

_REPLACE = "DO UPDATE SET " + ", ".join(f"{name} = excluded.{name}" for name in RATING[2:])
_ADD = "DO UPDATE SET " + ", ".join(f"{name} = head_to_head.{name} + excluded.{name}" for name in PAIR[3:])

save = Insert(ratings, RATING, _REPLACE)
add_pairs = Insert(head_to_head, PAIR, _ADD)
# A day closes once: a row that is there already would be a wrong one, and must stop the commit.
save_history = Insert(rating_history, RATING)
save_checkpoints = Insert(checkpoints, CHECKPOINT)

_OF_KEYS = Lookup(
    f"SELECT {', '.join('r.' + name for name in RATING)} "  # noqa: S608 - column names only
    "FROM k JOIN ratings r ON r.axis_id = k.axis_id AND r.model_id = k.model_id",
    axis_id="integer",
    model_id="integer",
)

# The key of head_to_head is led by the pair, so the pairs that the axis can have are looked up one by one.
# Left to themselves both databases would rather read the table through; a CROSS JOIN keeps SQLite to the
# order in which it is written, a LIMIT inside keeps PostgreSQL from turning the joins around.
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


def of_keys(session: ReadSession, keys: Iterable[tuple[int, int]]) -> list[Any]:
    """Return the ratings of these (axis, model) pairs; those without a vote are left out."""
    return _OF_KEYS(session, keys)


def of_axis(session: ReadSession, axis_id: int) -> Sequence[Any]:
    """Return every rating on an axis."""
    columns = [ratings.c[name] for name in RATING]
    return session.execute(select(*columns).where(ratings.c.axis_id == axis_id)).fetchall()


def of_arena(session: ReadSession, arena_id: int, day: int | None = None) -> Sequence[Any]:
    """Return every rating of an arena as bare tuples, by axis and model.

    With a day, those that changed on it.
    """
    statement = (
        select(*(ratings.c[name] for name in RATING))
        .join(axes, axes.c.id == ratings.c.axis_id)
        .where(axes.c.arena_id == arena_id)
        .order_by(ratings.c.axis_id, ratings.c.model_id)
    )
    if day is not None:
        statement = statement.where(ratings.c.day == day)
    return plain_rows(session, statement)


def pairs_of_axis(session: ReadSession, axis_id: int) -> Sequence[Any]:
    """Return the head-to-head counts on an axis, by models."""
    statement = _PAIRS_OF_AXIS[session.dialect.name]
    return session.execute(statement, {"axis": axis_id}).fetchall()


def pairs_of_arena(session: ReadSession, arena_id: int) -> Sequence[Any]:
    """Return the head-to-head counts of every axis of an arena, by axis and models."""
    statement = (
        select(*(head_to_head.c[name] for name in PAIR))
        .join(axes, axes.c.id == head_to_head.c.axis_id)
        .where(axes.c.arena_id == arena_id)
        .order_by(*(head_to_head.c[name] for name in PAIR[:3]))
    )
    return plain_rows(session, statement)


def at_day(session: ReadSession, arena_id: int, day: int, axis_id: int | None = None) -> Sequence[Any]:
    """Return the ratings of an arena, or of one axis, at the end of a day that was closed.

    A rating that did not change since is the one of then; the history is asked for the others. Costs the
    ratings there are, however long the history.
    """
    mine = _of_arena(ratings, arena_id) if axis_id is None else ratings.c.axis_id == axis_id
    older = rating_history.alias("older")
    last_day = select(func.max(older.c.day)).where(
        older.c.axis_id == ratings.c.axis_id, older.c.model_id == ratings.c.model_id, older.c.day <= day
    )
    changed = select(ratings.c.axis_id, ratings.c.model_id, last_day.scalar_subquery())
    key = tuple_(*(rating_history.c[name] for name in ("axis_id", "model_id", "day")))
    then = select(*(rating_history.c[name] for name in RATING))
    still = select(*(ratings.c[name] for name in RATING)).where(mine, ratings.c.day <= day)
    return session.execute(
        still.union_all(then.where(key.in_(changed.where(mine, ratings.c.day > day))))
    ).fetchall()


def _of_arena(table: Table, arena_id: int) -> ColumnElement[bool]:
    return table.c.axis_id.in_(select(axes.c.id).where(axes.c.arena_id == arena_id))


def history_of_day(session: ReadSession, arena_id: int, day: int) -> Sequence[Any]:
    """Return the history's rows of one day of an arena, by axis and model."""
    statement = (
        select(*(rating_history.c[name] for name in RATING))
        .join(axes, axes.c.id == rating_history.c.axis_id)
        .where(axes.c.arena_id == arena_id, rating_history.c.day == day)
        .order_by(rating_history.c.axis_id, rating_history.c.model_id)
    )
    return session.execute(statement).fetchall()


def checkpoints_of(session: ReadSession, arena_id: int) -> list[tuple[int, int]]:
    """Return the closed days of an arena with the last position of each, oldest first."""
    statement = select(checkpoints.c.day, checkpoints.c.position).where(checkpoints.c.arena_id == arena_id)
    return [(row.day, row.position) for row in session.execute(statement.order_by(checkpoints.c.day))]


def forget(session: WriteSession, arena_id: int) -> None:
    """Delete all that was folded from an arena's log."""
    for table in (ratings, rating_history, head_to_head):
        session.execute(delete(table).where(_of_arena(table, arena_id)))
    session.execute(delete(checkpoints).where(checkpoints.c.arena_id == arena_id))


def forget_from(session: WriteSession, arena_id: int, day: int, closed_day: int) -> None:
    """Delete an arena's ratings that changed on or after a day, and its closed days from another on.

    Only ratings that changed since have a history to delete: it is not searched for others.
    """
    mine = _of_arena(ratings, arena_id)
    changed = select(ratings.c.axis_id, ratings.c.model_id).where(mine, ratings.c.day >= closed_day)
    key = tuple_(rating_history.c.axis_id, rating_history.c.model_id)
    session.execute(delete(rating_history).where(key.in_(changed), rating_history.c.day >= closed_day))
    session.execute(delete(ratings).where(mine, ratings.c.day >= day))
    gone = (checkpoints.c.arena_id == arena_id, checkpoints.c.day >= closed_day)
    session.execute(delete(checkpoints).where(*gone))


def forget_empty_pairs(session: WriteSession, rows: Iterable[Sequence[int]]) -> None:
    """Delete those of the head-to-head counts that are all zero, as they are for a pair that never met.

    The rows begin with axis, model_a, model_b.
    """
    keys = [dict(zip(("axis", "a", "b"), row[:3], strict=True)) for row in rows]
    statement = delete(head_to_head).where(
        head_to_head.c.model_a == bindparam("a"),
        head_to_head.c.model_b == bindparam("b"),
        head_to_head.c.axis_id == bindparam("axis"),
        *(head_to_head.c[name] == 0 for name in PAIR[3:]),
    )
    session.execute(statement, keys)


def closed_of_axis(session: ReadSession, axis_id: int) -> list[tuple[Any, ...]]:
    """Return the history's rows of one axis, in any order."""
    columns = [rating_history.c[name] for name in RATING]
    return plain_rows(session, select(*columns).where(rating_history.c.axis_id == axis_id))


def history_size(session: ReadSession, arena_id: int) -> int:
    """Return how many rows the history of an arena has."""
    mine = select(axes.c.id).where(axes.c.arena_id == arena_id)
    statement = select(func.count()).select_from(rating_history)
    return int(session.execute(statement.where(rating_history.c.axis_id.in_(mine))).scalar_one())


def history_of_axis(session: ReadSession, axis_id: int, model_id: int | None = None) -> Sequence[Any]:
    """Return the states of an axis at the end of each day they changed on, the newest ones included.

    Of one model or of all, by model and day. The history has the closed days, the ratings the day of
    each model's last change.
    """
    parts = []
    for table in (rating_history, ratings):
        part = select(*(table.c[name] for name in RATING)).where(table.c.axis_id == axis_id)
        parts.append(part if model_id is None else part.where(table.c.model_id == model_id))
    # A rating that has not changed since its day closed stands in both, the same: UNION keeps one.
    both = union(*parts).subquery()
    return session.execute(select(both).order_by(both.c.model_id, both.c.day)).fetchall()
