"""Krippendorff's alpha: the worked examples of its author, and votes as judgments."""

from __future__ import annotations

import numpy as np
import pytest

from service.rating.detectors.agreement import alpha_of, alphas, judgments
from service.rating.detectors.columns import Ints

# Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011): sections A, B and C, a dot for no value.
BINARY = ("0100000010", "1110010000")
NOMINAL = ("aabbdcccedda", "babbbccceddd")
MISSING = ("123321412...", "1233224125.3", ".3332342251.", "12332441251.")
LEFT, RIGHT, TIE, BAD = 1, 2, 3, 4


def coded(*observers: str) -> tuple[Ints, Ints]:
    rows = [(unit, ord(value)) for said in observers for unit, value in enumerate(said) if value != "."]
    units, values = np.array(rows, np.int64).T
    return units, values


@pytest.mark.parametrize(
    ("observers", "alpha", "values"), [(BINARY, 0.095, 20), (NOMINAL, 0.692, 24), (MISSING, 0.743, 40)]
)
def test_the_published_examples(observers: tuple[str, ...], alpha: float, values: int) -> None:
    found = alpha_of(*coded(*observers))
    assert found.alpha == pytest.approx(alpha, abs=5e-4)
    # The last example has a unit that one observer alone saw.
    assert (found.units, found.values) == (len(observers[0]) - (observers is MISSING), values)


def test_the_error_is_that_of_drawing_the_units_again() -> None:
    random = np.random.default_rng(7)
    truth = random.integers(0, 2, 400)
    said = np.where(random.random((3, 400)) < 0.7, truth, random.integers(0, 3, (3, 400)))
    found = alpha_of(np.tile(np.arange(400), 3), said.reshape(-1))
    drawn = [random.integers(0, 400, 400) for _ in range(300)]
    again = [alpha_of(np.tile(np.arange(400), 3), said[:, units].reshape(-1)).alpha for units in drawn]
    assert found.error == pytest.approx(np.std(np.array(again, np.float64)), rel=0.2)


def test_what_cannot_be_said() -> None:
    assert alpha_of(*coded("aaa", "aaa"))[:2] == (None, None)
    assert alpha_of(*coded("abc")) == (None, None, 0, 0)
    assert alphas([], {"": [1]})[""] == (None, None, 0, 0)


def test_each_voter_once_about_each_pair_of_images() -> None:
    voter = np.array([1, 2, 1, 3, 4], np.int64)
    outcome = np.array([LEFT, RIGHT, RIGHT, TIE, BAD], np.int64)
    left, right = np.array([7, 9, 7, 7, 9], np.int64), np.array([9, 7, 9, 9, 7], np.int64)
    judged = judgments(voter, np.array([5, 5, 5, 6, 6], np.int64), outcome, left, right)
    # Both voters chose image 7, on either side. The first one's second vote is left out.
    assert judged.value[0] == judged.value[1]
    assert judged.value[2:].tolist() == [2, 3]
    assert judged.unit.tolist() == [0] * 4
    assert judged.category.tolist() == [5, 5, 6, 6]


def test_a_better_model_is_agreement_and_not_chance() -> None:
    # Image 2n is always better than 2n + 1, whichever of them came first.
    rows = [(voter, 1 + pair % 2, LEFT, 2 * pair, 2 * pair + 1) for pair in range(200) for voter in (1, 2, 3)]
    rows += [(4, 1, RIGHT, 2 * pair, 2 * pair + 1) for pair in range(0, 200, 2)]
    found = alphas(rows, {"": [1, 2], "even": [1], "odd": [2]})
    assert found["odd"].alpha == 1
    assert found["even"].alpha == pytest.approx(0, abs=0.1)
    assert (found[""].units, found[""].values) == (200, 700)
