"""What limits a board: how right its order is, and how right it can become with the prompts that it has."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from service.rating import simultaneous

Floats = NDArray[np.float64]

_LEAST_VARIANCE = 1e-12


def tau(strength: Floats, covariance: Floats, remaining: float = 1.0) -> float:
    """Return how right the order by these strengths probably is, as Kendall's tau with the truth.

    With ``remaining``, how right it would be if only this share of the variance were left.

    The estimated strengths lie further apart than the true ones do, by what they vary; that is taken off
    before the chance that two models are in the right order is computed. How far the true ones lie apart is
    learned from the pairs, those that vary least first: a model with few votes says little about it.
    """
    upper = np.triu_indices(strength.size, 1)
    gaps = np.abs(strength[:, None] - strength)[upper]
    variance = np.maximum(simultaneous.spreads(covariance)[upper] ** 2, _LEAST_VARIANCE)
    if not gaps.size:
        return 1.0
    truth = max(0.0, float(np.average(gaps**2 - variance, weights=variance**-2.0)))
    distance = gaps * np.sqrt(
        truth / ((truth + variance) * np.maximum(remaining * variance, _LEAST_VARIANCE))
    )
    return float(_within(distance).mean())


def _within(distance: Floats) -> Floats:
    """Return how much of a normal distribution is within so many deviations, exact to 1.5e-7.

    Formula 7.1.26 of Abramowitz and Stegun for the error function.
    """
    x = np.minimum(distance, 40.0) / np.sqrt(2.0)
    t = 1.0 / (1.0 + 0.3275911 * x)
    series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    return np.asarray(1.0 - series * np.exp(-x * x))
