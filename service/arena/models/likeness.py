"""Similar models across arenas: close in score, in price and in their strengths.

The distance of two models is the mean of up to three parts, those that are known for both:

* **score**: the gap between their scores, in standard deviations of the arena's scores, averaged over the
  arenas that rank both;
* **price**: the ratio of their lowest prices per image, in doublings, if both are in the same currency;
* **strengths**: how their results on themes and languages differ, apart from their overall scores: the root
  mean square of the differences, in the same standard deviations, if they share at least two such axes.

Models that share no arena are not compared, because nothing puts them on one scale.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log2, sqrt
from statistics import fmean, pstdev

from service.arena.models.source import ArenaSource, ModelSource, OtherModel
from service.domain.axes import OVERALL, Axis
from service.domain.boards import MIN_VOTES
from service.domain.catalog import Price
from service.domain.texts import words

SHOWN = 4
_LEAST_SHARED = 2
# In standard deviations of the arena's scores: what is alike, and what is far apart. Prices are in doublings.
_ALIKE, _FAR = 0.5, 1.5
_SAME_PRICE = 0.1
_STRENGTHS = {True: "similar strengths", False: "different strengths"}
# Free models count as if they cost a millionth of a unit.
_LEAST_AMOUNT = 1e-6

Scores = dict[str, dict[Axis, float]]
Measure = tuple[Scores, float]
"""An arena's scores, and the standard deviation of the overall ones."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """A model like another, with the distance of each part, None where it cannot be told.

    ``gap`` is its score less the other's, the mean over ``arenas``, how many they share. ``price_ratio`` is
    its price as a multiple of the other's, None where it cannot be told.
    """

    model: OtherModel
    distance: float
    score: float
    price: float | None
    strengths: float | None
    gap: float
    arenas: int
    price_ratio: float | None = None

    @property
    def reason(self) -> str:
        """What is alike and what is not, in words: ``About the same score, 34 % cheaper``."""
        parts = [_score_words(self.score, self.gap), _price_words(self.price, self.price_ratio)]
        if self.strengths is not None:
            parts.append(_STRENGTHS[self.strengths <= _ALIKE])
        text = ", ".join(part for part in parts if part)
        return text[0].upper() + text[1:]


def like(source: ModelSource) -> tuple[Likeness, ...]:
    """Return the models most like the page's, the nearest first."""
    boards = [_measure(_scores(source, found)) for found in source.arenas]
    by_slug = {other.slug: other for other in source.others.values()}
    mine = by_slug.pop(source.model.slug)
    measured = [_likeness(mine, other, boards) for other in by_slug.values()]
    near = sorted((m for m in measured if m), key=lambda m: (m.distance, m.model.slug))
    return tuple(near[:SHOWN])


def _scores(source: ModelSource, found: ArenaSource) -> Scores:
    """Return the scores of an arena's ranked models by axis, where they have enough votes."""
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
    return Likeness(
        model=other,
        distance=fmean(parts),
        score=fmean(scaled),
        price=price,
        strengths=profile,
        gap=fmean(gaps),
        arenas=len(shared),
        price_ratio=_price_ratio(mine.price, other.price),
    )


def _differences(one: dict[Axis, float], other: dict[Axis, float]) -> list[float]:
    """Return how much more the other model is above its own overall score, axis by axis."""
    axes = (one.keys() & other.keys()) - {OVERALL}
    return [(other[axis] - other[OVERALL]) - (one[axis] - one[OVERALL]) for axis in sorted(axes)]


def _price_distance(one: Price | None, other: Price | None) -> float | None:
    if one is None or other is None or one.currency != other.currency:
        return None
    amounts = [max(price.amount, _LEAST_AMOUNT) for price in (one, other)]
    return abs(log2(amounts[0] / amounts[1]))


def _price_ratio(one: Price | None, other: Price | None) -> float | None:
    if one is None or other is None or one.currency != other.currency or not one.amount:
        return None
    return other.amount / one.amount


def _score_words(distance: float, gap: float) -> str:
    if distance <= _ALIKE / 2:
        return "about the same score"
    degree = "slightly " if distance <= _ALIKE else "much " if distance > _FAR else ""
    return f"{degree}{'higher' if gap > 0 else 'lower'} score"


def _price_words(distance: float | None, ratio: float | None) -> str:
    if distance is None or ratio is None:
        return ""
    if distance <= _SAME_PRICE:
        return "about the same price"
    if ratio < 1:
        return f"{words.percent(1 - ratio)} cheaper" if ratio else "free"
    return f"{words.percent(ratio - 1)} more expensive" if ratio < 2 else f"{ratio:.3g} times the price"  # noqa: PLR2004 - from double on, a multiple reads better
