"""Verdicts on margins: what they promise, looked at again and again, and that bounds agree with them."""

from __future__ import annotations

from math import sqrt

import numpy as np
import pytest

from service.rating.deciding.margins import half_width, verdicts
from service.rating.sequences import decided

LOOKS = np.unique(np.geomspace(1, 400, 40).astype(int))
MARGIN = 0.115


def wrong(truth: float, seed: int) -> bool:
    """Return whether any of eight models that are just too bad is ever called good enough."""
    steps = np.random.default_rng(seed).normal(0.0, 1.0, (int(LOOKS[-1]), 8)).cumsum(axis=0)
    return any(
        verdicts(truth + steps[look - 1] / look, np.full(8, 1.0 / look), MARGIN, 0.05, 8).not_worse.any()
        for look in LOOKS
    )


@pytest.mark.slow
def test_what_is_too_bad_is_hardly_ever_good_enough_however_often_one_looks() -> None:
    """40 times eight models exactly at the margin, each at 34 looks."""
    assert sum(wrong(-MARGIN, seed) for seed in range(40)) <= 2


def test_what_is_good_enough_is_found_out() -> None:
    made = verdicts(np.array([0.0, -0.115, -0.4]), np.full(3, 0.0004), MARGIN, 0.05, 3)
    assert made.not_worse.tolist() == [True, False, False]
    assert made.worse.tolist() == [False, False, True]


def test_bounds_are_beyond_the_margin_exactly_where_it_is_decided() -> None:
    picked = np.random.default_rng(1)
    gap, variance = picked.normal(0, 0.3, 200), picked.uniform(0.0002, 0.05, 200)
    for error, pairs in ((0.05, 200), (0.01, 200), (0.05, 20_000)):
        made = verdicts(gap, variance, MARGIN, error, pairs)
        assert made.not_worse.any()
        assert made.worse.any()
        assert (made.not_worse == (made.low > -MARGIN)).all()
        assert (made.worse == (made.high < -MARGIN)).all()
        assert made.high - gap == pytest.approx(gap - made.low)
    sure, less = (verdicts(gap, variance, MARGIN, error, 200) for error in (0.01, 0.05))
    assert sure.not_worse.sum() < less.not_worse.sum()


def test_without_a_margin_two_models_are_told_apart_where_a_claim_does() -> None:
    for gap in np.linspace(0.1, 0.5, 50):
        claim = decided(np.array([gap, 0.0]), 0.005 * np.eye(2)).better[0, 1]
        made = verdicts(np.array([gap]), np.array([0.01]), 0.0, 0.05, 1)
        assert made.not_worse[0] == claim


def test_nothing_is_known_without_a_variance() -> None:
    assert np.isinf(half_width(np.array([0.0]), 3.0)).all()
    assert half_width(np.array([0.01]), 3.0)[0] > 2 * sqrt(0.01)
    none = verdicts(np.zeros(0), np.zeros(0), MARGIN, 0.05, 0)
    assert none.low.size == 0
