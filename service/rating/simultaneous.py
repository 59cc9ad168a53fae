"""Ranges of ranks that are all right at once: max-t over the differences of every two models.

Of 190 differences among 20 models, nine or ten are beyond their own 95 % interval by chance. So the factor of
the standard errors is not 1.96, but the one that the largest of all differences stays below 95 times in 100,
given how they vary together. It comes from normal draws that are always the same, so that a board is too.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

_SEED = 46
_MOST_DRAWS, _LEAST_DRAWS = 4_000, 1_000
_WORK = 800_000
"""How many differences are drawn: at 4,000 draws the level is right to .3 points, at 1,000 to .7."""


class Ranks(NamedTuple):
    """The best and the worst rank that a model may have; those of all models hold at once, at 95 %."""

    low: int
    high: int


def spreads(covariance: Floats) -> Floats:
    """Return the standard error of the difference of every two models."""
    variance = np.diag(covariance)
    return np.asarray(np.sqrt(np.maximum(variance[:, None] + variance[None, :] - 2 * covariance, 0.0)))


def critical_value(covariance: Floats, level: float = 0.95) -> float:
    """Return the factor of standard errors that all differences stay within at once, at this level."""
    size = covariance.shape[0]
    if size < 2:  # noqa: PLR2004 - there is no difference
        return 0.0
    values, vectors = np.linalg.eigh(covariance)
    root = (vectors * np.sqrt(np.maximum(values, 0.0))).astype(np.float32)
    draws = max(_LEAST_DRAWS, min(_MOST_DRAWS, _WORK * 2 // (size * (size - 1))))
    normal = np.random.default_rng(_SEED).standard_normal((size, draws), np.float32)
    drawn = root @ normal
    known = spreads(covariance)
    inverse = np.divide(1.0, known, out=np.zeros_like(known), where=known > 0.0).astype(np.float32)
    largest = np.zeros(draws, np.float32)
    for model in range(size - 1):  # a matrix of all differences would not stay in the processor's cache
        gaps = (drawn[model + 1 :] - drawn[model]) * inverse[model, model + 1 :, None]
        np.maximum(largest, np.abs(gaps, out=gaps).max(axis=0), out=largest)
    return float(np.quantile(largest, level))


def better(strength: Floats, covariance: Floats, critical: float) -> NDArray[np.bool_]:
    """Return for every two models whether the first is above the second by more than chance allows."""
    return np.asarray(strength[:, None] - strength[None, :] > critical * spreads(covariance))


def rank_ranges(strength: Floats, covariance: Floats, critical: float) -> list[Ranks]:
    """Return the ranks that each of these models may have among them.

    A model ranks below every model that is better and above every model that is worse. The interval of
    the two models' difference decides, not the overlap of their own intervals, which is far less sharp.
    """
    surely = better(strength, covariance, critical)
    low, high = 1 + surely.sum(axis=0), strength.size - surely.sum(axis=1)
    return [Ranks(*pair) for pair in zip(low.tolist(), high.tolist(), strict=True)]
