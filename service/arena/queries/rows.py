"""The rows of an answer: every model on every axis of a question, with the numbers of leaderboards.

Ranks are those of the leaderboards, among all of their models, whichever of them the question is about.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from service.arena.boards import certainty, claims, likely
from service.arena.boards.likely import LikelyPlace
from service.arena.boards.standings import empty_standing, standing_of
from service.arena.queries.reading import ArenaSource, Counts
from service.domain import boards
from service.domain.axes import Axis
from service.domain.boards import MIN_VOTES, Interval, Standing
from service.domain.questions.filters import ModelRecord
from service.rating.claims import made_on


class FitNumbers(NamedTuple):
    """What a fit of the axis's own votes says of a ranked model."""

    interval: Interval
    better_than: int
    worse_than: int


class CompositePlace(NamedTuple):
    """The weighted mean of a model's pooled ratings with its 95 % interval, and its place by it.

    ``votes`` are those on the axis where the model has most. Models with too few have no place.
    """

    rating: float
    low: float
    high: float
    rank: int | None
    votes: int


class QueryRow(NamedTuple):
    """A model on an axis of an arena, or with a composite, on all that are weighed together.

    ``rank`` is None for a model with too few votes.
    """

    source: ArenaSource
    axis_id: int
    model: ModelRecord
    standing: Standing
    rank: int | None
    likely: LikelyPlace | None
    fit: FitNumbers | None
    composite: CompositePlace | None = None

    @property
    def axis(self) -> Axis:
        """The axis."""
        return self.source.axes[self.axis_id]


def rows_of(source: ArenaSource) -> Iterator[QueryRow]:
    """Yield the models of each axis: the ranked ones by score, then the others by slug."""
    for axis_id, axis in source.axes.items():
        yield from _on_axis(source, axis_id, axis)


def _on_axis(source: ArenaSource, axis_id: int, axis: Axis) -> Iterator[QueryRow]:
    models = {record.slug: record for record in source.models.values()}
    rows = source.rows.get(axis_id, ())
    standings = [standing_of(source.arena, row, source.models[row[1]].slug) for row in rows]
    known = likely.estimates(source.refit, axis)
    unseen = known.keys() - {row[1] for row in rows}
    standings += [empty_standing(source.arena, source.models[i].slug) for i in unseen]
    ordering = boards.order(standings)
    order = [models[place.standing.model].id for place in ordering.ranked]
    pooled = likely.places(known, order)
    counts = source.counts.get(axis_id)
    fits = _fits(source, axis, counts, standings, order) if counts else {}
    for rank, one in (*ordering.ranked, *((None, few) for few in ordering.unranked)):
        model = models[one.model]
        yield QueryRow(source, axis_id, model, one, rank, pooled.get(model.id), fits.get(model.id))


def _fits(
    source: ArenaSource, axis: Axis, counts: Counts, standings: Sequence[Standing], order: Sequence[int]
) -> Mapping[int, FitNumbers]:
    """Return what a leaderboard says of its ranked models beside their scores."""
    fit = certainty.fit_of(source.arena, axis, *counts, source.refit)
    ids = {record.slug: i for i, record in source.models.items()}
    known = [ids[model] for model in claims.claimable(standings, MIN_VOTES)]
    better = made_on(fit, known).better
    above, below = better.sum(axis=1).tolist(), better.sum(axis=0).tolist()
    decided = {model: (above[i], below[i]) for i, model in enumerate(known)}
    return {
        model: FitNumbers(Interval(*fit.estimates[model][:3], *ranks), *decided[model])
        for model, ranks in zip(order, fit.ranks(order), strict=True)
    }
