"""Ranges of ranks that are all right at once: max-t over the differences of every two models.

Of 190 differences among 20 models, nine or ten are beyond their own 95 % interval by chance. So the factor of
the standard errors is not 1.96, but the one that the largest of all differences stays below 95 times in 100:
the quantile of the studentized range by the number of models, divided by the square root of two. This is the
method of Tukey and Kramer. It is exact where all models vary alike. Elsewhere it is a little too large: by up
to five percent where half of the pairs have a hundred times the votes of the others.
"""

from __future__ import annotations

from functools import lru_cache
from math import erf, sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_LEVEL = 0.95
_WIDEST = 16.0
"""A factor that no number of models reaches."""

_STEP = 0.05  # the integrand is smooth, and sums at this step are exact to the last digits
_HALVINGS = 50


class Ranks(NamedTuple):
    """The best and the worst rank that a model may have; those of all models hold at once, at 95 %."""

    low: int
    high: int


def variances(covariance: Floats) -> Floats:
    """Return the variance of the difference of every two models."""
    own = np.diag(covariance)
    return np.asarray(np.maximum(own[:, None] + own[None, :] - 2 * covariance, 0.0))


def spreads(covariance: Floats) -> Floats:
    """Return the standard error of the difference of every two models."""
    return np.asarray(np.sqrt(variances(covariance)))


@lru_cache(maxsize=1_000)  # four milliseconds each
def critical_value(models: int) -> float:
    """Return how many standard errors all differences of these models stay within at once, at 95 %."""
    low, high = 0.0, _WIDEST
    if models < 2:  # noqa: PLR2004 - there is no difference
        return low
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        inside = _range_probability(sqrt(2.0) * middle, models) < _LEVEL
        low, high = (middle, high) if inside else (low, middle)
    return high


def _range_probability(width: float, models: int) -> float:
    """Return the probability that independent normal values are all within a range of this width.

    The lowest of them is any, at ``z``, and the others are between it and ``z + width``.
    """
    z = np.arange(-_WIDEST, 9.0, _STEP)
    density = np.exp(-z * z / 2) / sqrt(2 * np.pi)
    between = _normal(z + width) - _normal(z)
    return float(models * _STEP * (density * between ** (models - 1)).sum())


def _normal(z: Floats) -> Floats:
    """Return the normal distribution's probability below each value."""
    return np.array([0.5 + 0.5 * erf(value / sqrt(2.0)) for value in z.tolist()])


def better(strength: Floats, covariance: Floats) -> NDArray[np.bool_]:
    """Return for every two models whether the first is above the second by more than chance allows."""
    chance = critical_value(strength.size) * spreads(covariance)
    return np.asarray(strength[:, None] - strength[None, :] > chance)


def rank_ranges(strength: Floats, covariance: Floats) -> list[Ranks]:
    """Return the ranks that each of these models may have among them.

    A model ranks below every model that is better and above every model that is worse. The interval of
    the two models' difference decides, not the overlap of their own intervals, which is far less sharp.
    """
    surely = better(strength, covariance)
    low, high = 1 + surely.sum(axis=0), strength.size - surely.sum(axis=1)
    return [Ranks(*pair) for pair in zip(low.tolist(), high.tolist(), strict=True)]
