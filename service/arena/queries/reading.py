"""What an answer is made from: ratings, pooled ratings, counts and models of the arenas, in one snapshot."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter

from service.arena.boards.fingerprints import PromptSets
from service.arena.boards.point_in_time import PointInTime, past_axis, ratings_at
from service.arena.boards.refits.computing import refit_at
from service.arena.boards.refits.kept import Refits
from service.arena.boards.refits.refit import Refit
from service.arena.queries.selecting import ArenaAxes
from service.db.engine import ReadSession
from service.db.queries import models, prices, ratings
from service.db.queries.log import rankings
from service.db.queries.models import ModelRow
from service.db.queries.ratings import PairRow, RatingTuple
from service.domain import clock
from service.domain.arenas import Arena
from service.domain.axes import Axis
from service.domain.catalog import Price
from service.domain.questions.filters import ModelRecord
from service.domain.rankings import Sizes

Counts = tuple[Sequence[PairRow], Sizes]
"""The head-to-head counts of an axis, and the sizes of its rankings."""


@dataclass(frozen=True, slots=True)
class ArenaSource:
    """An arena at a point in time, as a question needs it.

    ``axes`` are those that are asked about, by id, overall first, and ``weights`` theirs. ``rows`` are the
    ratings on these axes, and ``counts`` is empty unless fits are needed. ``fingerprints`` are by axis id.
    ``revision`` is None for the past, which the arena's later revisions do not change.
    """

    arena: Arena
    position: int
    as_of: int
    axes: Mapping[int, Axis]
    weights: Mapping[int, float]
    rows: Mapping[int, Sequence[RatingTuple]]
    refit: Refit | None
    models: Mapping[int, ModelRecord]
    fingerprints: Mapping[int, str | None]
    counts: Mapping[int, Counts] = field(default_factory=dict)
    revision: int | None = None


def read_arena(
    session: ReadSession,
    asked: ArenaAxes,
    at: PointInTime | None,
    refits: Refits,
    prompt_sets: PromptSets,
    *,
    fits: bool = False,
) -> ArenaSource:
    """Return what an answer is made from. Raise Invalid for a position beyond the arena's log."""
    arena = asked.arena
    axes = {i: asked.known[i] for i in sorted(asked.chosen, key=lambda i: _place(asked.known[i]))}
    state = ratings_at(session, arena, at)
    rows = {
        axis_id: list(group)
        for axis_id, group in groupby(sorted(state.rows, key=itemgetter(0, 1)), itemgetter(0))
        if axis_id in axes
    }
    refit = refit_at(session, refits, arena, state.position, at)
    return ArenaSource(
        arena,
        state.position,
        state.as_of,
        axes,
        asked.chosen,
        rows,
        refit,
        _models(session, rows, refit, axes.values()),
        prompt_sets.fingerprints(
            session, arena, axes, None if state.position == arena.last_position else state.as_of
        ),
        {i: _counts(session, arena, i, at) for i in axes} if fits else {},
        arena.revision if at is None else None,
    )


def _place(axis: Axis) -> tuple[int, Axis]:
    """Return what axes are sorted by, as in the list of an arena's axes."""
    return 2 * bool(axis.language) + bool(axis.theme), axis


def _counts(session: ReadSession, arena: Arena, axis_id: int, at: PointInTime | None) -> Counts:
    if at is not None:
        past = past_axis(session, arena, axis_id, at)
        return past.pairs, past.sizes
    pairs = ratings.pairs_of_axis(session, arena.id, axis_id)
    return pairs, rankings.sizes_of_axis(session, arena.id, axis_id)


def _models(
    session: ReadSession,
    rows: Mapping[int, Sequence[RatingTuple]],
    refit: Refit | None,
    axes: Collection[Axis],
) -> dict[int, ModelRecord]:
    ids = {row[1] for group in rows.values() for row in group}
    if refit is not None:
        ids |= {model for axis in axes for model in refit.likely.get(axis, ())}
    lowest = prices.lowest(session, ids, clock.day_text(clock.now() // clock.DAY))
    return {i: _record(row, lowest.get(i)) for i, row in models.of_ids(session, ids).items()}


def _record(row: ModelRow, price: Price | None) -> ModelRecord:
    return ModelRecord(
        row.id,
        row.slug,
        row.name,
        row.organization,
        row.license_name,
        row.weights_open,
        row.commercial_use,
        row.released,
        row.retired_at is not None,
        price,
    )
