"""What a refit adds to a leaderboard: pooled ratings, places by them, and what few votes hide."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import hypot
from typing import NamedTuple

from service.arena.boards.refits.refit import Refit
from service.domain.axes import Axis
from service.domain.boards import Standing
from service.rating.bradley_terry import MEAN, QUANTILE_95
from service.rating.pooled import Deviations, Likely

AVERAGE = MEAN
"""The pooled rating of the average model of an axis."""

NONE: Mapping[int, Likely] = {}


class LikelyPlace(NamedTuple):
    """A model's pooled rating with its 95 % interval, and its place by it among the ranked models."""

    rating: float
    low: float
    high: float
    rank: int


class Pooling(NamedTuple):
    """What the pooled ratings of a leaderboard rest on: see `Refit`."""

    position: int
    deviations: Deviations
    left_out: tuple[str, ...]


def pooling(refit: Refit | None) -> Pooling | None:
    """Return what a leaderboard says of its refit."""
    return Pooling(refit.position, refit.deviations, refit.left_out) if refit else None


def estimates(refit: Refit | None, axis: Axis) -> Mapping[int, Likely]:
    """Return the pooled ratings on an axis by model id; empty without a refit, or votes before it."""
    return refit.likely.get(axis, NONE) if refit else NONE


def places(known: Mapping[int, Likely], ranked: Sequence[int]) -> dict[int, LikelyPlace]:
    """Return the place of every model with a pooled rating among the ranked ones, by model id.

    A model that is not ranked gets the place that it would have.
    """
    means = sorted((known[model].mean for model in ranked if model in known), reverse=True)
    place = {mean: i for i, mean in reversed(list(enumerate(means, 1)))}
    return {
        model: LikelyPlace(*one, place.get(one.mean) or 1 + sum(mean > one.mean for mean in means))
        for model, one in known.items()
    }


def exposed(order: Sequence[Standing], likely: Sequence[LikelyPlace | None]) -> list[bool]:
    """Return which models, ordered by score, owe their low place to the number of their votes.

    Above such a model is one with a lower mu, which only its smaller sigma, its more votes, put there; and
    the pooled ratings, which know of no such debt, also have it below, by more than one standard error.
    """
    spreads = [0.0 if one is None else (one.high - one.low) / (2 * QUANTILE_95) for one in likely]
    marks = []
    for i, (standing, own) in enumerate(zip(order, likely, strict=True)):
        marks.append(
            own is not None
            and any(
                order[j].mu < standing.mu
                and (above := likely[j]) is not None
                and own.rating - above.rating > hypot(spreads[i], spreads[j])
                for j in range(i)
            )
        )
    return marks
