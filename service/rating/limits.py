"""What limits a board: how right its order is, and how right it can become with the prompts that it has."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from service.rating import simultaneous

Floats = NDArray[np.float64]


def tau(strength: Floats, covariance: Floats, remaining: float = 1.0) -> float:
    """Return how right the order by these strengths probably is, as Kendall's tau with the truth.

    With ``remaining``, how right it would be if only this share of the variance were left.

    The estimated strengths lie further apart than the true ones do, by what they vary; that is taken off
    before the chance that two models are in the right order is computed.
    """
    upper = np.triu_indices(strength.size, 1)
    gaps = np.abs(strength[:, None] - strength)[upper]
    errors = simultaneous.spreads(covariance)[upper]
    if not gaps.size:
        return 1.0
    truth = max(0.0, 1.0 - float((errors**2).mean() / max((gaps**2).mean(), 1e-300)))
    errors = np.sqrt(remaining) * errors
    distance = np.divide(gaps * np.sqrt(truth), errors, out=np.full(gaps.size, np.inf), where=errors > 0.0)
    return float(_within(distance).mean())


def _within(distance: Floats) -> Floats:
    """Return how much of a normal distribution is within so many deviations, exact to 1.5e-7.

    Formula 7.1.26 of Abramowitz and Stegun for the error function.
    """
    x = np.minimum(distance, 40.0) / np.sqrt(2.0)
    t = 1.0 / (1.0 + 0.3275911 * x)
    series = t * (0.254829592 + t * (-0.284496736 + t * (1.421413741 + t * (-1.453152027 + t * 1.061405429))))
    return np.asarray(1.0 - series * np.exp(-x * x))
