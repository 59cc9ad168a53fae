"""Models like this one, across arenas: near in score, in price, and in what they are strong at.

The distance of two models is the mean of those of three parts that can be told of both:

* **score**: the gap of their scores, in standard deviations of the arena's scores, over the arenas both are
  ranked in;
* **price**: how often their lowest prices per image double, where both have one in the same currency;
* **strengths**: how differently they do on themes and languages, beside their scores overall: the root mean
  square of the differences, in the same standard deviations, where they share two such axes or more.

Models that share no arena with it are not compared: nothing puts them on one scale.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log2, sqrt
from statistics import fmean, pstdev

from service.arena.models.source import ArenaSource, ModelSource, OtherModel
from service.domain.axes import OVERALL, Axis
from service.domain.boards import MIN_VOTES
from service.domain.catalog import Price

SHOWN = 4
_LEAST_SHARED = 2
# A model that is free is as far from a cheap one as one of a millionth of a unit would be.
_LEAST_AMOUNT = 1e-6

Scores = dict[str, dict[Axis, float]]
Measure = tuple[Scores, float]
"""An arena's scores, and their standard deviation overall."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """A model like another, with the distance of each part, None where it cannot be told.

    ``gap`` is its score less the other's, the mean over ``arenas``, how many they share.
    """

    model: OtherModel
    distance: float
    score: float
    price: float | None
    strengths: float | None
    gap: float
    arenas: int


def like(source: ModelSource) -> tuple[Likeness, ...]:
    """Return the models most like the page's, the nearest first."""
    boards = [_measure(_scores(source, found)) for found in source.arenas]
    by_slug = {other.slug: other for other in source.others.values()}
    mine = by_slug.pop(source.model.slug)
    measured = [_likeness(mine, other, boards) for other in by_slug.values()]
    near = sorted((m for m in measured if m), key=lambda m: (m.distance, m.model.slug))
    return tuple(near[:SHOWN])


def _scores(source: ModelSource, found: ArenaSource) -> Scores:
    """Return the scores of an arena's ranked models by axis.

    On an axis only of those with enough votes there.
    """
    scores: Scores = {}
    for axis, rows in found.rows.items():
        for row in rows:
            on_axis = source.standing(found.arena, row)
            if on_axis.votes >= MIN_VOTES:
                scores.setdefault(on_axis.model, {})[axis] = on_axis.score
    return {model: by_axis for model, by_axis in scores.items() if OVERALL in by_axis}


def _measure(scores: Scores) -> Measure:
    return scores, (pstdev(by_axis[OVERALL] for by_axis in scores.values()) if scores else 0.0) or 1.0


def _likeness(mine: OtherModel, other: OtherModel, boards: list[Measure]) -> Likeness | None:
    shared = [board for board in boards if mine.slug in board[0] and other.slug in board[0]]
    if not shared:
        return None
    gaps, scaled, strengths = [], [], []
    for scores, spread in shared:
        gaps.append(scores[other.slug][OVERALL] - scores[mine.slug][OVERALL])
        scaled.append(abs(gaps[-1]) / spread)
        strengths += [d / spread for d in _differences(scores[mine.slug], scores[other.slug])]
    profile = sqrt(fmean(d * d for d in strengths)) if len(strengths) >= _LEAST_SHARED else None
    price = _price_distance(mine.price, other.price)
    parts = [part for part in (fmean(scaled), price, profile) if part is not None]
    return Likeness(other, fmean(parts), fmean(scaled), price, profile, fmean(gaps), len(shared))


def _differences(one: dict[Axis, float], other: dict[Axis, float]) -> list[float]:
    """Return how much more the other is above or below its own overall score, axis by axis."""
    axes = (one.keys() & other.keys()) - {OVERALL}
    return [(other[axis] - other[OVERALL]) - (one[axis] - one[OVERALL]) for axis in sorted(axes)]


def _price_distance(one: Price | None, other: Price | None) -> float | None:
    if one is None or other is None or one.currency != other.currency:
        return None
    amounts = [max(price.amount, _LEAST_AMOUNT) for price in (one, other)]
    return abs(log2(amounts[0] / amounts[1]))
