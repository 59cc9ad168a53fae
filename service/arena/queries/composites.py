"""Composites: the weighted mean of a model's pooled ratings on several axes, with an interval of its own.

The interval comes from the joint posterior of the pooled fit (`service.rating.pooling.joint`): errors on
different axes hang together, so it does not follow from the intervals of the axes.
"""

from __future__ import annotations

from collections.abc import Mapping

from service.arena.boards.standings import empty_standing, standing_of
from service.arena.queries.reading import ArenaSource
from service.arena.queries.rows import CompositePlace, QueryRow
from service.domain.axes import Axis
from service.domain.boards import MIN_VOTES
from service.rating.bradley_terry import MEAN, QUANTILE_95, SCALE
from service.rating.pooling.joint import Composite, JointFit


def composite_of(source: ArenaSource, joint: JointFit) -> Composite | None:
    """Return the composite of an arena's axes; None where none of them had votes when it was computed."""
    shares = shares_of(source, joint)
    return joint.composite(shares) if shares else None


def shares_of(source: ArenaSource, joint: JointFit) -> dict[Axis, float]:
    """Return the shares of the axes in the composite. Those without votes have none, as nothing is known."""
    named = {axis: source.weights[i] for i, axis in source.axes.items()}
    known = {axis: weight for axis, weight in named.items() if weight > 0.0 and axis in joint.mixes}
    total = sum(known.values())
    return {axis: weight / total for axis, weight in known.items()}


def votes_of(source: ArenaSource) -> dict[int, int]:
    """Return the votes of each model on the axis where it has the most of those with a weight."""
    votes = dict.fromkeys(source.models, 0)
    for axis_id, rows in source.rows.items():
        if source.weights[axis_id] > 0.0:
            for row in rows:
                votes[row[1]] = max(votes[row[1]], standing_of(source.arena, row, "").votes)
    return votes


def composite_rows(source: ArenaSource, joint: JointFit | None) -> list[QueryRow]:
    """Return a row for each model, the best first. Without a joint posterior they have no composite."""
    votes, composite = votes_of(source), composite_of(source, joint) if joint else None
    places = _places(composite, votes) if composite else {}
    return [
        QueryRow(
            source,
            next(iter(source.axes)),
            model,
            empty_standing(source.arena, model.slug),
            None,
            None,
            None,
            place,
        )
        for model, place in sorted(
            ((model, places.get(i)) for i, model in source.models.items()),
            key=lambda pair: (pair[1] is None, -pair[1].rating if pair[1] else 0.0, pair[0].slug),
        )
    ]


def _places(composite: Composite, votes: Mapping[int, int]) -> dict[int, CompositePlace]:
    half = QUANTILE_95 * composite.spread
    columns = (composite.strength, composite.strength - half, composite.strength + half)
    numbers = ([round(MEAN + SCALE * value, 3) for value in column.tolist()] for column in columns)
    known = dict(zip(composite.models.tolist(), zip(*numbers, strict=True), strict=True))
    ranked = sorted(-known[i][0] for i in known if votes.get(i, 0) >= MIN_VOTES)
    places = {}
    for model, (rating, low, high) in known.items():
        rank = 1 + sum(other < -rating for other in ranked) if votes.get(model, 0) >= MIN_VOTES else None
        places[model] = CompositePlace(rating, low, high, rank, votes.get(model, 0))
    return places
