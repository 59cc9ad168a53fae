"""How few votes an order rests on: how many would have to be removed for two models to change places.

From the counts alone. At the swap, both models have the same strength. Held at it, the better one has won
more than that strength explains and the other one less; each vote that is removed takes a part of this
surplus away, the most surprising ones most. The strengths of all other models stay as they are.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from service.rating.bradley_terry import PRIOR_PRECISION

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

_ROUNDING = 1e-9


def removals(wins: Floats, draws: Floats, strength: Floats, ahead: Ints, behind: Ints) -> Floats:
    """Return how many votes would have to be removed for ``behind`` to pass ``ahead``, for each such pair.

    ``wins[i, k]`` are those of ``i`` over ``k``, and ``draws`` is symmetric. ``strength`` is the fit of both,
    in log-odds. The votes are wins of the one and losses of the other; infinite where all are not enough.
    """
    votes = wins + wins.T + draws
    points = (wins + draws / 2).sum(axis=1)
    chance = _logistic(strength[:, None] - strength[None, :])
    known = (votes * chance * (1.0 - chance)).sum(axis=1) + PRIOR_PRECISION
    part = known[behind] / (known[ahead] + known[behind])  # of the way, that the better one has to go
    middle = strength[ahead] - part * (strength[ahead] - strength[behind])
    expected = _logistic(middle[:, None] - strength[None, :])
    rows = np.arange(ahead.size)
    expected[rows, ahead] = expected[rows, behind] = 0.5

    def surplus(model: Ints) -> Floats:
        prior = PRIOR_PRECISION * (middle - strength.mean())
        return np.asarray(points[model] - (votes[model] * expected).sum(axis=1) - prior)

    excess = part * surplus(ahead) - (1.0 - part) * surplus(behind)
    lost = wins[:, behind].T.copy()
    lost[rows, ahead] = 0.0  # votes between the two are among the wins
    won_worth, lost_worth = part[:, None] * (1.0 - expected), (1.0 - part[:, None]) * expected
    won_worth[rows, behind] = 0.5
    return _fewest(excess, np.concatenate([won_worth, lost_worth], 1), np.concatenate([wins[ahead], lost], 1))


def _fewest(excess: Floats, worth: Floats, counts: Floats) -> Floats:
    """Return how many votes, those worth most first, are worth more than each row's excess."""
    order = np.argsort(-worth, axis=1)
    worth, counts = np.take_along_axis(worth, order, 1), np.take_along_axis(counts, order, 1)
    removed, total = counts.cumsum(axis=1), (counts * worth).cumsum(axis=1)
    at = (total <= excess[:, None] + _ROUNDING).sum(axis=1)
    rows, last = np.arange(excess.size), np.minimum(at, worth.shape[1] - 1)
    rest = excess - (total - counts * worth)[rows, last]
    fewest = (removed - counts)[rows, last] + np.floor(rest / worth[rows, last] + _ROUNDING) + 1
    return np.where(excess < 0, 0.0, np.where(at < worth.shape[1], fewest, np.inf))


def _logistic(gap: Floats) -> Floats:
    return np.asarray(0.5 + 0.5 * np.tanh(0.5 * gap))
