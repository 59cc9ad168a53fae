"""Ratings, head-to-head counts and their daily history in the database.

The fold reads and writes them as plain tuples. `keyed` adds the arena, with which the keys begin.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import NamedTuple, TypeAlias

from sqlalchemy import BigInteger, bindparam, cast, delete, func, select, tuple_, union

from service.db.bulk import Insert, Lookup
from service.db.engine import ReadSession, WriteSession
from service.db.rows import columns, fetch, fetch_tuples
from service.db.tables.catalog import axes, category_axes
from service.db.tables.votes import checkpoints, head_to_head, rating_history, ratings
from service.domain.axes import ALL_CATEGORIES, Axis


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

    model_a: int
    model_b: int
    wins_a: int
    wins_b: int
    ties: int
    both_bad: int


RatingTuple: TypeAlias = tuple[int, int, float, float, int, int, int, int, int]
PairTuple: TypeAlias = tuple[int, int, int, int, int, int, int]
"""The values of a RatingRow, and of a prompt category and a PairRow, where there are too many to name."""

RATING = RatingRow._fields
COUNTS = PairRow._fields[2:]
PAIR = ("stratum_id", *PairRow._fields)
CHECKPOINT = ("arena_id", "day", "position")
_KEY = ("arena_id", "axis_id", "model_id")

_REPLACE = "DO UPDATE SET " + ", ".join(f"{name} = excluded.{name}" for name in RATING[2:])
_ADD = "DO UPDATE SET " + ", ".join(f"{name} = head_to_head.{name} + excluded.{name}" for name in COUNTS)

# These three take rows from `keyed`.
save = Insert(ratings, ("arena_id", *RATING), _REPLACE)
add_pairs = Insert(head_to_head, ("arena_id", *PAIR), _ADD)
# A day closes once. A row that already exists would be wrong and must stop the commit.
save_history = Insert(rating_history, ("arena_id", *RATING))
save_checkpoints = Insert(checkpoints, CHECKPOINT)

_OF_KEYS = Lookup(
    RatingRow._make,
    f"SELECT {', '.join('r.' + name for name in RATING)} "  # noqa: S608 - column names only
    "FROM k JOIN ratings r ON r.arena_id = :arena AND r.axis_id = k.axis_id AND r.model_id = k.model_id",
    axis_id="integer",
    model_id="integer",
)


def keyed(arena_id: int, rows: Iterable[Sequence[object]]) -> list[tuple[object, ...]]:
    """Return the rows with the arena's id in front."""
    return [(arena_id, *row) for row in rows]


def of_keys(session: ReadSession, arena_id: int, keys: Iterable[tuple[int, int]]) -> list[RatingRow]:
    """Return the ratings of an arena with these (axis, model) keys. Ignore keys without votes."""
    return _OF_KEYS(session, keys, arena=arena_id)


def of_axis(session: ReadSession, arena_id: int, axis_id: int) -> list[RatingRow]:
    """Return every rating on an axis of an arena."""
    mine = (ratings.c.arena_id == arena_id, ratings.c.axis_id == axis_id)
    return fetch(session, RatingRow, select(*columns(ratings, RatingRow)).where(*mine))


def on_axis(session: ReadSession, arena_ids: Collection[int], axis: Axis) -> dict[int, list[RatingRow]]:
    """Return every rating on the axis of each of these arenas, by the arena's id."""
    fields = columns(ratings, RatingRow)
    statement = (
        select(ratings.c.arena_id, *fields)
        .join(axes, axes.c.id == ratings.c.axis_id)
        .where(
            ratings.c.arena_id.in_(arena_ids), axes.c.theme == axis.theme, axes.c.language == axis.language
        )
        .order_by(ratings.c.arena_id, ratings.c.model_id)
    )
    found: dict[int, list[RatingRow]] = {arena_id: [] for arena_id in arena_ids}
    for row in session.execute(statement):
        found[row[0]].append(RatingRow._make(row[1:]))
    return found


def of_arena(
    session: ReadSession, arena_id: int, day: int | None = None, most: int | None = None
) -> list[RatingTuple]:
    """Return the ratings of an arena by axis and model: all, or so many at most.

    With a day, only those that last changed on it.
    """
    statement = (
        select(*columns(ratings, RatingRow))
        .where(ratings.c.arena_id == arena_id)
        .order_by(ratings.c.axis_id, ratings.c.model_id)
        .limit(most)
    )
    if day is not None:
        statement = statement.where(ratings.c.day == day)
    return fetch_tuples(session, statement)


def pairs_of_axis(session: ReadSession, arena_id: int, axis_id: int) -> list[PairRow]:
    """Return the head-to-head counts on an axis of an arena, by models."""
    categories = _categories(session, axis_id)
    mine = (head_to_head.c.arena_id == arena_id, head_to_head.c.stratum_id.in_(categories))
    pair, counts = (head_to_head.c.model_a, head_to_head.c.model_b), [head_to_head.c[name] for name in COUNTS]
    statement = select(*pair, *counts).where(*mine)
    if len(categories) > 1:
        # PostgreSQL adds up 64-bit integers to a decimal number.
        totals = (cast(func.sum(count), BigInteger) for count in counts)
        statement = select(*pair, *totals).where(*mine).group_by(*pair)
    return fetch(session, PairRow, statement.order_by(*pair))


def _categories(session: ReadSession, axis_id: int) -> list[int]:
    """Return the prompt categories whose head-to-head counts add up to those of an axis."""
    overall = select(axes.c.id).where(axes.c.id == axis_id, axes.c.theme == "", axes.c.language == "")
    if session.execute(overall).first():
        return [ALL_CATEGORIES]
    of_axis = select(category_axes.c.stratum_id).where(category_axes.c.axis_id == axis_id)
    return list(session.execute(of_axis).scalars())


def pairs_of_arena(session: ReadSession, arena_id: int) -> list[PairTuple]:
    """Return the stored head-to-head counts of an arena, by prompt category and models."""
    statement = (
        select(*(head_to_head.c[name] for name in PAIR))
        .where(head_to_head.c.arena_id == arena_id)
        .order_by(*(head_to_head.c[name] for name in PAIR[:3]))
    )
    return fetch_tuples(session, statement)


def at_day(session: ReadSession, arena_id: int, day: int, axis_id: int | None = None) -> list[RatingRow]:
    """Return the ratings of an arena, or of one axis, at the end of a closed day.

    Ratings that have not changed since come from the current ratings, the others from the history. The
    cost depends on the number of ratings, not on the length of the history.
    """
    mine = [ratings.c.arena_id == arena_id]
    if axis_id is not None:
        mine.append(ratings.c.axis_id == axis_id)
    older = rating_history.alias("older")
    last_day = select(func.max(older.c.day)).where(
        *(older.c[name] == ratings.c[name] for name in _KEY), older.c.day <= day
    )
    changed = select(*(ratings.c[name] for name in _KEY), last_day.scalar_subquery())
    key = tuple_(*(rating_history.c[name] for name in (*_KEY, "day")))
    older_rows = select(*columns(rating_history, RatingRow)).where(
        key.in_(changed.where(*mine, ratings.c.day > day))
    )
    unchanged = select(*columns(ratings, RatingRow)).where(*mine, ratings.c.day <= day)
    return fetch(session, RatingRow, unchanged.union_all(older_rows))


def history_of_day(session: ReadSession, arena_id: int, day: int) -> list[RatingRow]:
    """Return the history of one day of an arena, by axis and model."""
    statement = (
        select(*columns(rating_history, RatingRow))
        .where(rating_history.c.arena_id == arena_id, rating_history.c.day == day)
        .order_by(rating_history.c.axis_id, rating_history.c.model_id)
    )
    return fetch(session, RatingRow, statement)


def checkpoints_of(session: ReadSession, arena_id: int) -> list[tuple[int, int]]:
    """Return an arena's closed days, each with its last position, oldest first."""
    statement = select(checkpoints.c.day, checkpoints.c.position).where(checkpoints.c.arena_id == arena_id)
    return [(row.day, row.position) for row in session.execute(statement.order_by(checkpoints.c.day))]


def forget(session: WriteSession, arena_id: int) -> None:
    """Delete everything that was folded from an arena's log."""
    for table in (ratings, rating_history, head_to_head, checkpoints):
        session.execute(delete(table).where(table.c.arena_id == arena_id))


def forget_from(session: WriteSession, arena_id: int, day: int, closed_day: int) -> None:
    """Delete an arena's ratings that changed on or after ``day``, and its closed days from ``closed_day`` on.

    Only ratings that changed since then can have history to delete, so only theirs is searched.
    """
    mine = ratings.c.arena_id == arena_id
    changed = select(*(ratings.c[name] for name in _KEY)).where(mine, ratings.c.day >= closed_day)
    key = tuple_(*(rating_history.c[name] for name in _KEY))
    session.execute(delete(rating_history).where(key.in_(changed), rating_history.c.day >= closed_day))
    session.execute(delete(ratings).where(mine, ratings.c.day >= day))
    gone = (checkpoints.c.arena_id == arena_id, checkpoints.c.day >= closed_day)
    session.execute(delete(checkpoints).where(*gone))


def forget_empty_pairs(session: WriteSession, arena_id: int, rows: Iterable[Sequence[int]]) -> None:
    """Delete the pairs whose head-to-head counts are all zero, as if the two models had never met.

    The rows start with the prompt category, model_a and model_b.
    """
    keys = [dict(zip(("category", "a", "b"), row[:3], strict=True)) for row in rows]
    statement = delete(head_to_head).where(
        head_to_head.c.arena_id == arena_id,
        head_to_head.c.stratum_id == bindparam("category"),
        head_to_head.c.model_a == bindparam("a"),
        head_to_head.c.model_b == bindparam("b"),
        *(head_to_head.c[name] == 0 for name in COUNTS),
    )
    session.execute(statement, keys)


def closed_of_axis(session: ReadSession, arena_id: int, axis_id: int) -> list[RatingTuple]:
    """Return the history of one axis of an arena, in any order."""
    mine = (rating_history.c.arena_id == arena_id, rating_history.c.axis_id == axis_id)
    return fetch_tuples(session, select(*columns(rating_history, RatingRow)).where(*mine))


def history_size(session: ReadSession, arena_id: int) -> int:
    """Return the number of rows in the history of an arena."""
    statement = select(func.count()).select_from(rating_history)
    return int(session.execute(statement.where(rating_history.c.arena_id == arena_id)).scalar_one())


def history_of_axis(
    session: ReadSession, arena_id: int, axis_id: int, model_id: int | None = None
) -> list[RatingRow]:
    """Return an arena's ratings on an axis at the end of each day they changed on, of all models or of one.

    The rows are ordered by model and day. Closed days come from the history, the newest from the ratings.
    """
    parts = []
    for table in (rating_history, ratings):
        mine = (table.c.arena_id == arena_id, table.c.axis_id == axis_id)
        part = select(*columns(table, RatingRow)).where(*mine)
        parts.append(part if model_id is None else part.where(table.c.model_id == model_id))
    # A rating that has not changed since its day closed is in both tables: UNION keeps one.
    both = union(*parts).subquery()
    return fetch(session, RatingRow, select(both).order_by(both.c.model_id, both.c.day))
