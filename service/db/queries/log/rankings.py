"""The rankings of a log: the models and ranks of its votes on more than two models."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import Protocol, TypeAlias

from sqlalchemy import BigInteger, Select, cast, delete, func, select, text, update

from service.db.bulk import Insert, Lookup
from service.db.engine import ReadSession, WriteSession
from service.db.rows import fetch_tuples
from service.db.tables.catalog import axes, category_axes
from service.db.tables.rankings import ranking_sizes, rankings
from service.db.tables.votes import votes
from service.domain.axes import ALL_CATEGORIES
from service.domain.rankings import Ranking, chain
from service.domain.votes import RANKED

LogTuple: TypeAlias = tuple[int, int, int, int, int, int]
"""The values of `votes.FoldRow`."""

SizeTuple: TypeAlias = tuple[int, int, int]
"""A prompt category, a number of models, and how many rankings of so many models were rated."""


class Ranked(Protocol):
    """A vote, which may be a ranking."""

    @property
    def position(self) -> int:
        """Its position in the log."""

    @property
    def outcome(self) -> int:
        """Its outcome."""


SIZE = ("stratum_id", "size", "total")

_outcome = itemgetter(3)


def _place_of(row: Sequence[object]) -> tuple[int, int, int, int]:
    position, place, model, rank = row
    return position, place, model, rank  # type: ignore[return-value]


_add = Insert(rankings, ("arena_id", "position", "place", "rank", "model_id"))
_PLACES = text(
    "SELECT position, model_id, rank FROM rankings "
    "WHERE arena_id = :arena AND position > :after AND position <= :upto ORDER BY position, place"
)

_AT = Lookup(
    _place_of,
    "SELECT r.position, r.place, r.model_id, r.rank FROM k "
    "JOIN rankings r ON r.arena_id = :arena AND r.position = k.position",
    position="bigint",
)

# Takes rows from `ratings.keyed`.
add_sizes = Insert(
    ranking_sizes, ("arena_id", *SIZE), "DO UPDATE SET total = ranking_sizes.total + excluded.total"
)


def append(session: WriteSession, arena_id: int, placed: Iterable[tuple[int, Ranking[int]]]) -> None:
    """Add the rankings of an arena's votes at these positions."""
    rows = [
        (arena_id, position, place, rank, model)
        for position, one in placed
        for place, (model, rank) in enumerate(zip(*one, strict=True), 1)
    ]
    _add(session, rows)


def between(session: ReadSession, arena_id: int, after: int, upto: int) -> dict[int, Ranking[int]]:
    """Return the rankings from after one position up to another, void ones too, by position."""
    rows: list[tuple[int, int, int]] = fetch_tuples(session, _PLACES, arena=arena_id, after=after, upto=upto)
    return _by_position(rows)


def _by_position(rows: Iterable[tuple[int, int, int]]) -> dict[int, Ranking[int]]:
    found = {}
    for position, places in groupby(rows, itemgetter(0)):
        _, models, ranks = zip(*places, strict=True)
        found[position] = Ranking(models, ranks)
    return found


def of_votes(session: ReadSession, arena_id: int, rows: Iterable[Ranked]) -> dict[int, Ranking[int]]:
    """Return the rankings among these votes of an arena, by position. A vote may be among them twice."""
    positions = {row.position for row in rows if row.outcome == RANKED}
    places = sorted(_AT(session, ((position,) for position in positions), arena=arena_id))
    return _by_position((position, model, rank) for position, _, model, rank in places)


def expanded(session: ReadSession, arena_id: int, rows: list[LogTuple]) -> list[LogTuple]:
    """Return rows of the log, in order, with a chain of rows in place of each ranking.

    Without rankings the rows stay as they are. That is looked at first: it takes 0.03 microseconds a row.
    """
    if RANKED not in map(_outcome, rows):
        return rows
    known = between(session, arena_id, rows[0][0] - 1, rows[-1][0])
    return [link for row in rows for link in _links(row, known)]


def _links(row: LogTuple, known: Mapping[int, Ranking[int]]) -> Iterable[LogTuple]:
    if row[3] != RANKED:
        return (row,)
    return [(row[0], *link, row[4], row[5]) for link in chain(known[row[0]])]


def on_axis(session: ReadSession, axis_id: int, arena_id: int, upto: int) -> list[Ranking[int]]:
    """Return the rankings on an axis that count, up to a position of the log."""
    chosen = select(category_axes.c.stratum_id).where(category_axes.c.axis_id == axis_id)
    same = (votes.c.arena_id == rankings.c.arena_id) & (votes.c.position == rankings.c.position)
    statement = (
        select(rankings.c.position, rankings.c.model_id, rankings.c.rank)
        .join(votes, same)
        .where(rankings.c.arena_id == arena_id, rankings.c.position <= upto)
        .where(votes.c.voided_at.is_(None), votes.c.stratum_id.in_(chosen))
        .order_by(rankings.c.position, rankings.c.place)
    )
    rows: list[tuple[int, int, int]] = fetch_tuples(session, statement)
    return list(_by_position(rows).values())


def with_model(model_id: int) -> Select[tuple[int]]:
    """Return a query for whether a vote ranks a model, to use in one for votes."""
    same = (rankings.c.arena_id == votes.c.arena_id) & (rankings.c.position == votes.c.position)
    return select(rankings.c.place).where(same, rankings.c.model_id == model_id).correlate(votes)


def sizes_by_axis(
    session: ReadSession, arena_id: int, axis_id: int | None = None
) -> dict[int, dict[int, int]]:
    """Return how many rankings were rated on each axis of an arena, or on one, by their numbers of models.

    Axes without rankings are left out.
    """
    overall = (axes.c.theme == "") & (axes.c.language == "")
    of_axis = select(category_axes.c.stratum_id).where(category_axes.c.axis_id == axes.c.id)
    whole = overall & (ranking_sizes.c.stratum_id == ALL_CATEGORIES)
    part = ~overall & ranking_sizes.c.stratum_id.in_(of_axis.correlate(axes))
    statement = (
        select(axes.c.id, ranking_sizes.c.size, cast(func.sum(ranking_sizes.c.total), BigInteger))
        .join_from(ranking_sizes, axes, axes.c.arena_id == ranking_sizes.c.arena_id)
        .where(ranking_sizes.c.arena_id == arena_id, whole | part)
        .group_by(axes.c.id, ranking_sizes.c.size)
    )
    if axis_id is not None:
        statement = statement.where(axes.c.id == axis_id)
    sizes: dict[int, dict[int, int]] = {}
    for axis, size, total in session.execute(statement):
        sizes.setdefault(axis, {})[size] = total
    return sizes


def sizes_of_axis(session: ReadSession, arena_id: int, axis_id: int | None) -> dict[int, int]:
    """Return how many rankings were rated on one axis of an arena, by their numbers of models."""
    return {} if axis_id is None else sizes_by_axis(session, arena_id, axis_id).get(axis_id, {})


def sizes_of_arena(session: ReadSession, arena_id: int) -> list[SizeTuple]:
    """Return the numbers of an arena's rated rankings by prompt category and size."""
    columns = [ranking_sizes.c[name] for name in SIZE]
    statement = select(*columns).where(ranking_sizes.c.arena_id == arena_id).order_by(*columns[:2])
    return fetch_tuples(session, statement)


def forget_sizes(session: WriteSession, arena_id: int) -> None:
    """Delete the numbers of an arena's rankings."""
    session.execute(delete(ranking_sizes).where(ranking_sizes.c.arena_id == arena_id))


def forget_empty_sizes(session: WriteSession, arena_id: int) -> None:
    """Delete the sizes of which no ranking is left."""
    session.execute(
        delete(ranking_sizes).where(ranking_sizes.c.arena_id == arena_id, ranking_sizes.c.total == 0)
    )


def replace_model(session: WriteSession, old: int, new: int, instead: int) -> None:
    """Put one model in the place of another in all rankings, or a third one in those that have both."""
    also = rankings.alias("also")
    same = (also.c.arena_id == rankings.c.arena_id) & (also.c.position == rankings.c.position)
    both = select(also.c.place).where(same, also.c.model_id == new).correlate(rankings).exists()
    mine = update(rankings).where(rankings.c.model_id == old)
    session.execute(mine.where(both).values(model_id=instead))
    session.execute(mine.values(model_id=new))
