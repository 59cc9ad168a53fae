"""Votes to remove: as few as a search finds that fits again after each one, and never fewer."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from service.rating.bradley_terry import PRIOR_PRECISION, fit_pairs
from service.rating.removals import removals

Floats = NDArray[np.float64]


def strengths(wins: Floats, draws: Floats) -> Floats:
    pairs = [(i, k) for i in range(len(wins)) for k in range(i + 1, len(wins))]
    rows = [(i, k, int(wins[i, k]), int(wins[k, i]), int(draws[i, k]), 0) for i, k in pairs]
    return fit_pairs(rows).strength


def searched(wins: Floats, draws: Floats, ahead: int, behind: int) -> int:
    """Remove the most telling vote, fit again, and so on; return after how many the two change places."""
    wins, removed = wins.copy(), 0
    while (strength := strengths(wins, draws))[ahead] >= strength[behind]:
        chance = 1 / (1 + np.exp(strength - strength[:, None]))
        weight = (wins + wins.T + draws) * chance * (1 - chance)
        curvature = np.diag(weight.sum(axis=1) + PRIOR_PRECISION) - weight
        pull = np.linalg.solve(curvature, np.eye(len(wins))[ahead] - np.eye(len(wins))[behind])
        worth = np.where(wins > 0, (1 - chance) * (pull[:, None] - pull), -np.inf)
        wins[np.unravel_index(worth.argmax(), worth.shape)] -= 1
        removed += 1
    return removed


@pytest.mark.parametrize(("models", "seed"), [(2, 0), (3, 1), (4, 2), (6, 3)])
def test_it_is_as_few_as_a_search_finds(models: int, seed: int) -> None:
    random = np.random.default_rng(seed)
    truth, exposure = random.normal(0.0, 0.5, models), np.exp(random.normal(0.0, 0.7, models))
    votes = np.triu(random.poisson(np.outer(exposure, exposure) * 25), 1)
    drawn = random.binomial(votes, 0.15)
    won = random.binomial(votes - drawn, 1 / (1 + np.exp(truth - truth[:, None])))
    wins = (won + (votes - drawn - won).T).astype(float)
    draws = (drawn + drawn.T).astype(float)
    strength = strengths(wins, draws)
    order = np.argsort(-strength)
    for ahead, behind, found in zip(
        order[:-1], order[1:], removals(wins, draws, strength, order[:-1], order[1:]), strict=True
    ):
        fewest = searched(wins, draws, ahead, behind)
        assert fewest <= found <= fewest * 1.15 + 1


def test_who_is_behind_already_needs_none_and_too_few_wins_do_not_do() -> None:
    wins = np.array([[0.0, 6.0], [4.0, 0.0]])
    strength = strengths(wins, np.zeros((2, 2)))
    one, other = np.array([0]), np.array([1])
    assert removals(wins, np.zeros((2, 2)), strength, one, other).tolist() == [3]
    assert removals(wins, np.zeros((2, 2)), strength, other, one).tolist() == [0]
    # The prior alone keeps a model without votes below one that never lost, until all of its wins are gone.
    lone = np.array([[0.0, 0.0, 3.0], [0.0, 0.0, 0.0], [0.0, 0.0, 0.0]])
    found = removals(lone, np.zeros((3, 3)), strengths(lone, np.zeros((3, 3))), one, other)
    assert found.tolist() == [np.inf]
