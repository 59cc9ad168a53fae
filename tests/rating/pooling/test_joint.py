"""Weighted means of several axes: what they are, and that their intervals contain the truth."""

from __future__ import annotations

import numpy as np
import pytest

from service.domain.axes import OVERALL, Axis
from service.rating.bradley_terry import MEAN, QUANTILE_95, SCALE
from service.rating.pooled import PooledFit, fit_pooled
from service.rating.pooling.joint import Composite, JointFit
from tests.rating.pooling.worlds import Shape, World, world

BEYOND = {OVERALL: 2.5, Axis("t1"): 1.5}


def fitted(made: World, beyond: dict[Axis, float] | None = None) -> tuple[PooledFit, JointFit]:
    fit = fit_pooled(made.rows, made.categories, beyond=beyond or {})
    assert fit.joint is not None
    return fit, fit.joint


def test_of_one_axis_it_is_the_pooled_rating_with_its_interval() -> None:
    fit, joint = fitted(world(1), BEYOND)
    for axis, known in fit.axes.items():
        one = joint.composite({axis: 3.0})
        half = SCALE * QUANTILE_95 * one.spread
        rating = MEAN + SCALE * one.strength
        assert rating == pytest.approx([known[m].mean for m in one.models.tolist()], abs=0.001)
        assert rating + half == pytest.approx([known[m].high for m in one.models.tolist()], abs=0.001)


def test_of_all_cells_by_their_votes_it_is_the_overall_axis() -> None:
    made = world(2)
    _, joint = fitted(made, BEYOND)
    shares = joint.mixes[OVERALL].shares.tolist()
    cells = sorted(axis for axis in joint.mixes if axis.theme and axis.language)
    whole = joint.composite({OVERALL: 1.0})
    parts = joint.composite(dict(zip(cells, shares, strict=True)))
    assert parts.strength == pytest.approx(whole.strength)
    assert parts.spread == pytest.approx(whole.spread)


def test_errors_hang_together() -> None:
    """Two axes share the models' own effects, so they tell less together than two that share nothing."""
    _, joint = fitted(world(3, Shape(votes=4)))
    one, other = Axis("t0"), Axis("t1")
    alone = [joint.composite({axis: 1.0}).spread for axis in (one, other)]
    together = joint.composite({one: 1.0, other: 1.0}).spread
    assert (together > np.hypot(*alone) / 2).all()
    assert (together < sum(alone) / 2).all()
    assert joint.bytes > 0


def test_intervals_of_composites_contain_the_truth() -> None:
    """Six worlds, weights at random: those of 95 %, which added standard errors of the axes would not be."""
    inside, added = [], []
    for seed in range(6):
        made = world(seed, Shape(models=12, themes=4, languages=3, votes=4))
        _, joint = fitted(made)
        picked = np.random.default_rng(seed)
        axes = [Axis(f"t{i}") for i in range(4)] + [Axis("", f"l{i}") for i in range(3)]
        weights = dict(zip(axes, picked.uniform(0.2, 2.0, len(axes)).tolist(), strict=True))
        one = joint.composite(weights)
        truth = _truth(made, joint, weights)
        inside += (np.abs(one.strength - truth) <= QUANTILE_95 * one.spread).tolist()
        added += (np.abs(one.strength - truth) <= QUANTILE_95 * _added(joint, weights)).tolist()
    assert 0.92 < np.mean(inside) < 0.99
    assert np.mean(added) < np.mean(inside) - 0.1


def _truth(made: World, joint: JointFit, weights: dict[Axis, float]) -> np.ndarray:
    known = sorted(made.categories.values(), key=lambda one: (one.themes, one.language))
    place = [list(made.categories.values()).index(one) for one in known]
    strengths = made.strengths[place] / SCALE
    total = sum(weights.values())
    mean = sum(
        weight / total * (joint.mixes[axis].shares @ strengths[joint.mixes[axis].categories])
        for axis, weight in weights.items()
    )
    return np.asarray(mean - np.mean(mean))


def _added(joint: JointFit, weights: dict[Axis, float]) -> np.ndarray:
    """Return what follows from the intervals of the axes if their errors were independent."""
    total = sum(weights.values())
    parts = [weight / total * joint.composite({axis: 1.0}).spread for axis, weight in weights.items()]
    return np.asarray(np.sqrt(np.square(parts).sum(axis=0)))


def test_what_votes_have_in_common_is_not_averaged_away() -> None:
    """A voter's taste is the same in every theme: of many cells together, it widens as it does overall."""
    made = world(4)
    plain, wide = fitted(made)[1], fitted(made, {OVERALL: 3.0})[1]
    cells = {axis: 1.0 for axis in plain.mixes if axis.theme and axis.language}

    def ratio(weights: dict[Axis, float]) -> float:
        def spread(one: Composite) -> np.ndarray:
            return one.spread**2

        return float((spread(wide.composite(weights)) / spread(plain.composite(weights))).mean())

    assert ratio({OVERALL: 1.0}) == pytest.approx(3.0)
    assert ratio(cells) == pytest.approx(3.0, abs=0.05)
    assert ratio({next(iter(cells)): 1.0}) == pytest.approx(1.0)
    assert 1.0 < ratio(dict(list(cells.items())[:2])) < 3.0
