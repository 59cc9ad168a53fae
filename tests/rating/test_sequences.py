"""Claims: what they promise in simulated boards, looked at again and again, and what deciding takes."""

from __future__ import annotations

from math import log, sqrt

import numpy as np
import pytest
from numpy.typing import NDArray

from service.rating.sequences import (
    ERROR,
    FARTHEST,
    MIXTURE,
    Claims,
    decided,
    directed,
    evidence,
    votes_needed,
)
from service.rating.simultaneous import variances

Floats = NDArray[np.float64]
LOOKS = np.unique(np.geomspace(1, 400, 40).astype(int))


def boards(truth: Floats, seed: int) -> list[Claims]:
    """Return the claims at each look on models of these strengths."""
    random = np.random.default_rng(seed)
    steps = random.normal(0.0, 1.0, (int(LOOKS[-1]), truth.size)).cumsum(axis=0)
    found = []
    for look in LOOKS:
        strength = truth + steps[look - 1] / look * sqrt(0.5)
        found.append(decided(strength, 0.5 / look * np.eye(truth.size)))
    return found


def test_models_that_are_equal_are_hardly_ever_told_apart_however_often_one_looks() -> None:
    """100 boards of 8 equal models, each at 34 looks; 95 % intervals would do so in nearly all of them."""
    wrong = sum(any(found.better.any() for found in boards(np.zeros(8), seed)) for seed in range(100))
    assert wrong <= 100 * ERROR


def test_few_claims_are_false_and_most_pairs_are_decided() -> None:
    false, shares = 0, []
    for seed in range(40):
        truth = np.random.default_rng([seed, 1]).normal(0.0, 0.5, 12)
        found = [one.better for one in boards(truth, seed)]
        false += any((better & (truth[:, None] < truth)).any() for better in found)
        shares.append(found[-1].sum() / 66)
    assert false <= 2
    assert np.mean(shares) > 0.7


def test_a_pair_is_decided_where_its_evidence_says_so() -> None:
    def least(variance: float) -> float:
        """Return the least decided difference of two models, by bisection."""
        low, high = 0.0, 100.0
        for _ in range(60):
            middle = (low + high) / 2
            better = decided(np.array([middle, 0.0]), variance / 2 * np.eye(2)).better
            low, high = (low, middle) if better[0, 1] else (middle, high)
        return high

    for variance in (1.0, 0.04, 0.002):
        gap, information = least(variance), 1 / variance
        evidence = sum(
            weight
            * sqrt(rho / (information + rho))
            * np.exp((gap * information) ** 2 / 2 / (information + rho))
            for rho, weight in MIXTURE
        )
        assert evidence == pytest.approx(1 / ERROR, rel=1e-6)
        # An interval of one look is narrower, at any number of votes.
        assert gap > 2.5 * sqrt(variance)


def test_more_pairs_need_more_evidence_and_decided_ones_less() -> None:
    apart = np.array([0.0, 0.8])
    alone = decided(apart, 0.02 * np.eye(2))
    assert alone.better[1, 0]
    assert not alone.better[0, 1]
    close = decided(np.array([0.0, 0.4]), 0.02 * np.eye(2))
    assert not close.better.any()
    assert close.needed == pytest.approx(log(1 / ERROR))
    among = decided(np.array([0.0, 0.8, 0.4, 0.41, 0.39, 0.42, 0.4]), 0.02 * np.eye(7))
    assert not among.better.any()
    assert among.needed == pytest.approx(log(21 / ERROR))
    # Where most pairs are decided, the last one needs half of what a single pair does, all for its direction.
    clear = decided(np.array([0.0, 5.0, 10.0, 15.0, 15.1]), 0.02 * np.eye(5))
    assert clear.better.sum() == 9
    assert clear.needed == pytest.approx(log(0.5 / ERROR))


def test_evidence_for_a_direction_is_that_of_drifts_in_it() -> None:
    """Hardly twice as much where it decides, never more, and without a difference the same."""
    gap, variance = np.array([0.0, 0.05, 0.3, -0.3, 2.0]), np.full(5, 0.01)
    information, drift = 1 / variance, np.linspace(0.0, 4.0, 400_001)[:, None]
    density = sum(
        weight * 2 * np.sqrt(rho / 2 / np.pi) * np.exp(-rho * drift**2 / 2) for rho, weight in MIXTURE
    )
    ratio = np.exp(information * (drift * np.abs(gap) - drift**2 / 2)) * density
    exact = (ratio[1:] + ratio[:-1]).sum(axis=0) / 2 * 1e-5
    found = np.exp(directed(gap, variance))
    assert (found <= exact * (1 + 1e-6)).all()
    assert found == pytest.approx(exact, rel=0.25)
    assert found[2:] == pytest.approx(exact[2:], rel=0.02)
    assert found[2:] == pytest.approx(2 * np.exp(evidence(gap, variance)[2:]), rel=0.02)


def test_what_is_not_known_is_not_claimed() -> None:
    nothing = decided(np.array([]), np.zeros((0, 0)))
    assert (nothing.better.shape, nothing.needed) == ((0, 0), np.inf)
    assert not decided(np.array([1.0]), np.eye(1)).better.any()
    # Two fits of the same votes differ by nothing, and without a variance nothing is known.
    assert not decided(np.array([1.0, 0.0]), np.zeros((2, 2))).better.any()
    assert variances(np.array([[2.0, 0.5], [0.5, 1.0]])).tolist() == [[0.0, 2.0], [2.0, 0.0]]


@pytest.mark.slow
def test_the_votes_needed_come_true() -> None:
    """Of 100 undecided pairs, about four in five are decided between the low and the high number of votes."""
    random, needed, first = np.random.default_rng(7), log(1 / ERROR), 40
    inside, early, count = 0, 0, 0
    while count < 100:
        truth = random.uniform(-1.5, 1.5)
        looks = np.unique(np.geomspace(first, first * FARTHEST, 150).astype(int))
        seen = truth + 2.0 * random.normal(0.0, np.sqrt(np.diff(looks, prepend=0))).cumsum() / looks
        taken = next((n / first for n, gap in zip(looks, seen, strict=True) if apart(gap, 4.0 / n)), None)
        if taken is None or taken == 1.0:
            continue
        low, likely, high = votes_needed(seen[:1], np.array([4.0 / first]), needed, 0.0)[0]
        inside += low * 0.9 <= taken <= high
        early += taken <= likely
        count += 1
    assert inside >= 72
    assert 40 <= early <= 75


def apart(gap: float, variance: float) -> bool:
    """Return whether two models with this difference are told apart."""
    return bool(decided(np.array([gap, 0.0]), variance / 2 * np.eye(2)).better.any())


def test_the_votes_needed_depend_on_the_difference_and_on_what_stays() -> None:
    gap, variance = np.array([0.3, 0.1, 0.0, -0.3]), np.full(4, 0.02)
    found = votes_needed(gap, variance, log(1 / ERROR), 0.0)
    assert (np.diff(found, axis=1) > 0).all()
    assert (np.diff(found[:3, 1]) > 0).all()
    assert found[3].tolist() == found[0].tolist()
    # Where prompts are the limit, more votes on them take longer, or never decide.
    limited = votes_needed(gap, variance, log(1 / ERROR), 0.3)
    assert (limited[:, 1] > found[:, 1]).all()
    assert np.isinf(limited[2, 2])
    assert np.isinf(votes_needed(gap, variance, log(1 / ERROR), 1.0)).all()
