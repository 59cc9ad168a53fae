"""The ratings beside those of arena-rank, evalica and choix, which scripts/raters.py computed once."""

from __future__ import annotations

import json
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from service.rating.bradley_terry import MEAN, PRIOR_PRECISION, SCALE, fit_pairs
from tests.rating.logs import genai_battles

PROGRAMS = ("arena-rank 0.1.1", "evalica 0.4.2", "choix 0.4.1")
SANDWICH = "arena-rank 0.1.1, by-vote sandwich"
RATERS: dict[str, Any] = json.loads(Path(__file__).with_name("raters.json").read_text())


def counts(shared_data: Path, battles: str) -> list[Any]:
    """Return the head-to-head counts without the one battle of a model with itself.

    Models are numbered as in the stored results.
    """
    names = RATERS[battles]["models"]
    tally: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0, 0, 0, 0])
    for left, right, said in genai_battles(shared_data, blind=battles == "blind"):
        if left != right:
            tally[names.index(left), names.index(right)][said - 1] += 1
    return [(*pair, *row) for pair, row in tally.items()]


@pytest.mark.parametrize("battles", ["blind", "full"])
@pytest.mark.parametrize("program", PROGRAMS)
def test_ratings_are_within_a_fifth_of_a_point_of_other_programs(
    shared_data: Path, battles: str, program: str
) -> None:
    """The prior of 500 points makes the difference: they have none."""
    rows = counts(shared_data, battles)
    assert sum(sum(row[2:]) for row in rows) == RATERS[battles]["battles"]
    ours = [estimate.rating for estimate in fit_pairs(rows).estimates.values()]
    assert ours == pytest.approx(RATERS[battles][program], abs=0.2, rel=0)


@pytest.mark.parametrize("battles", ["blind", "full"])
def test_the_by_vote_sandwich_is_within_a_tenth_of_a_point_of_the_published_one(
    shared_data: Path, battles: str
) -> None:
    rows = counts(shared_data, battles)
    ratings = np.array([estimate.rating for estimate in fit_pairs(rows).estimates.values()])
    deviations = SCALE * np.sqrt(np.diag(by_vote_sandwich(rows, (ratings - MEAN) / SCALE)))
    assert deviations.tolist() == pytest.approx(RATERS[battles][SANDWICH], abs=0.1, rel=0)


def by_vote_sandwich(rows: list[Any], strength: np.ndarray[Any, Any]) -> np.ndarray[Any, Any]:
    """Return the covariance by LMArena's formula: each vote is a cluster of its own."""
    bread, meat = PRIOR_PRECISION * np.eye(strength.size), np.zeros((strength.size, strength.size))
    for a, b, wins_a, wins_b, ties, both_bad in rows:
        chance = 1 / (1 + np.exp(strength[b] - strength[a]))
        difference = np.zeros(strength.size)
        difference[[a, b]] = 1, -1
        outer = np.outer(difference, difference)
        for votes, points in ((wins_a, 1.0), (wins_b, 0.0), (ties + both_bad, 0.5)):
            bread += votes * chance * (1 - chance) * outer
            meat += votes * (points - chance) ** 2 * outer
    inverse = np.linalg.inv(bread)
    return inverse @ meat @ inverse
