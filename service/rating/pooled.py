"""Pooled ratings: a mixed-effects Bradley-Terry model in which small cells borrow from what is around them.

The strength of a model in a prompt category is the sum of its own effect, the mean of its effects in the
category's themes, its effect in the language, and one of its own in the category. Each kind of effect is
Gaussian around zero with a variance that is learned from the arena's votes. So a cell with few votes takes
over what is known of the model elsewhere, as far as the arena's models differ little between cells.

The strength on an axis is the mean over the votes of the axis, each in its own category: what the axis's
votes are about. Ratings are on the scale of `service.rating.bradley_terry`; the mean of the models with
votes on the axis is 1000. Results are the same to the bit for the same votes on the same machine.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import astuple, dataclass, field
from math import sqrt
from typing import NamedTuple

import numpy as np

from service.domain.axes import Axis, PromptCategory
from service.domain.rankings import Sizes
from service.rating.bradley_terry import MEAN, QUANTILE_95, SCALE
from service.rating.pooling.axes import AxisEstimate, Parts, estimates, mixes
from service.rating.pooling.design import CELL, Ints, Votes, design, weighted_votes
from service.rating.pooling.joint import JointFit
from service.rating.pooling.posterior import Posterior

NO_SIZES: Mapping[int, Sizes] = {}
NOTHING: Mapping[Axis, float] = {}


class Likely(NamedTuple):
    """A model's pooled rating on an axis with its 95 % interval."""

    mean: float
    low: float
    high: float


class Deviations(NamedTuple):
    """The learned standard deviations of the effects of models, themes, languages and categories, in points.

    None where the arena has no such effects.
    """

    model: float
    theme: float | None
    language: float | None
    cell: float | None


@dataclass(frozen=True, slots=True)
class PooledFit:
    """The pooled fit of an arena: every model on every axis with votes, also where it has none itself.

    ``left_out`` says in sentences what was left out to bound the work, which is nothing in most arenas.
    ``joint`` knows how the errors on several axes hang together; None without votes.
    """

    axes: dict[Axis, dict[int, Likely]]
    deviations: Deviations
    left_out: tuple[str, ...]
    joint: JointFit | None = field(default=None, repr=False, compare=False)


def fit_pooled(
    counts: Iterable[Sequence[int]] | Ints,
    categories: Mapping[int, PromptCategory],
    *,
    fold_both_bad: bool = True,
    sizes: Mapping[int, Sizes] = NO_SIZES,
    dispersion: float = 1.0,
    beyond: Mapping[Axis, float] = NOTHING,
) -> PooledFit:
    """Return the fit of counts ``(category, model_a, model_b, wins_a, wins_b, ties, both_bad)``.

    The rows may be in any order. A ``both_bad`` is a draw if ``fold_both_bad``, and ignored otherwise.
    ``sizes`` are, by category, those of the rankings whose pairs are among the counts, and ``dispersion`` is
    how many times as much the votes vary as independent ones: votes tell that much less. ``beyond`` is, by
    axis, how many times as large the variance is as by this: what votes of several categories have in common
    makes intervals wider, and moves no rating. It is exact where votes say all, and too much where there are
    few votes.
    """
    table = np.asarray(counts if isinstance(counts, np.ndarray) else list(counts), np.int64).reshape(-1, 7)
    halves = (table[:, 5] + (table[:, 6] if fold_both_bad else 0)) / 2
    table, halves = table[(met := table[:, 3] + table[:, 4] + halves > 0)], halves[met]
    if not table.size:
        return PooledFit({}, Deviations(0.0, None, None, None), ())
    # In the order of the categories' names and the models, so that sums have the same bits in any order.
    ids = sorted(np.unique(table[:, 0]).tolist(), key=lambda i: astuple(categories[i]))
    known = [categories[i] for i in ids]
    place = np.argsort(np.array(ids))[np.searchsorted(np.sort(ids), table[:, 0])]
    order = np.lexsort((table[:, 2], table[:, 1], place))
    table, halves, place = table[order], halves[order], place[order]
    models = np.unique(table[:, 1:3])
    first, second = np.searchsorted(models, table[:, 1:3].T)
    votes = Votes(place, first, second, table[:, 3] + halves, table[:, 4] + halves)
    axes = mixes(known, votes, models.size)
    posterior = Posterior(
        design(weighted_votes(votes, [sizes.get(i, {}) for i in ids], dispersion), known, models)
    )
    posterior.fit()
    parts, widened = Parts(posterior), {}
    found: dict[Axis, dict[int, Likely]] = {}
    for one in estimates(parts, axes):
        times = beyond.get(one.axis, 1.0)
        found[one.axis] = _on_scale(models, one, times)
        if times > 1.0:
            widened[one.axis] = (times - 1.0) * one.covariance
    left_out = [*posterior.design.left_out]
    if len(found) < len(axes):
        left_out.append(f"{len(axes) - len(found)} axes have no estimate: those with the fewest votes")
    joint = JointFit(models, parts, {mix.axis: mix for mix in axes if mix.axis in found}, widened)
    return PooledFit(found, _deviations(posterior), tuple(left_out), joint)


def _on_scale(models: Ints, one: AxisEstimate, beyond: float) -> dict[int, Likely]:
    """Return an axis's estimates as ratings. A thousandth of a point is as exact as anybody needs."""
    spread = QUANTILE_95 * sqrt(beyond) * one.spread
    columns = (one.strength, one.strength - spread, one.strength + spread)
    ratings = (np.round(MEAN + SCALE * column, 3).tolist() for column in columns)
    return {model: Likely(*row) for model, *row in zip(models.tolist(), *ratings, strict=True)}


def _deviations(posterior: Posterior) -> Deviations:
    present = {*posterior.design.groups.tolist(), *([CELL] if posterior.design.own.any() else [])}
    points = np.round(SCALE * np.sqrt(posterior.variances), 1).tolist()
    model, *others = (value if group in present else None for group, value in enumerate(points))
    return Deviations(model or 0.0, *others)
