"""Claims that survive looking: which model is better than which, valid however often somebody looks.

A 95 % interval is right 95 times in 100 if it is looked at once. A leaderboard is looked at after every vote
and has many pairs, so a claim has to withstand both.

*Time.* The estimated difference ``d`` of two models, divided by its variance, moves with growing information
``V = 1 / variance`` as a Brownian motion with drift. Mixed over normal drifts with variance ``1 / rho``, the
likelihood ratio against no drift is ``e = sqrt(rho / (V + rho)) exp(d² V² / (2 (V + rho)))`` (Robbins 1970;
Howard, Ramdas, McAuliffe and Sekhon 2021, equation 14). Without a difference its mean is 1 at any time, so by
Ville's inequality it ever reaches ``1 / error`` with at most the probability ``error``.

*Pairs.* Of ``K`` pairs, the ``R`` with the most evidence are decided where all of theirs reaches
``K / (R * error)``, with the largest such ``R`` (e-BH: Wang and Ramdas 2022). The expected share of false claims
is at most ``error`` at any time and whatever the pairs have to do with each other. Where all models are
equal, the chance that there is ever a claim is at most ``error``.
"""

from __future__ import annotations

from math import log

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Decided = NDArray[np.bool_]

RHO = 30.0
"""The information at which the boundary is narrowest, per squared log-odds: differences of 32 points."""

ERROR = 0.05


def decided(strength: Floats, covariance: Floats, *, rho: float = RHO, error: float = ERROR) -> Decided:
    """Return which models are claimed to be better than which: ``[i, j]`` that ``i`` is better than ``j``.

    ``strength`` is in log-odds, as in fits, and ``covariance`` that of its errors.
    """
    size = strength.size
    if size < 2:
        return np.zeros((size, size), np.bool_)
    first, second = np.triu_indices(size, 1)
    gap = strength[first] - strength[second]
    evidence = _evidence(gap, _variance(covariance)[first, second], rho)
    claimed = evidence >= _threshold(evidence, error)
    result = np.zeros((size, size), np.bool_)
    result[first, second] = claimed & (gap > 0)
    result[second, first] = claimed & (gap < 0)
    return result


def _variance(covariance: Floats) -> Floats:
    """Return the variance of the difference of each two models."""
    own = np.diag(covariance)
    return np.asarray(own[:, None] + own[None, :] - 2 * covariance)


def _evidence(gap: Floats, variance: Floats, rho: float) -> Floats:
    """Return the logarithm of each pair's likelihood ratio against no difference."""
    share = rho * np.maximum(variance, 0.0)  # rho / V
    with np.errstate(divide="ignore", invalid="ignore"):
        ratio = 0.5 * gap * gap / (np.maximum(variance, 0.0) * (1.0 + share)) + 0.5 * np.log(share / (1.0 + share))
    return np.asarray(np.where(variance > 0, ratio, -np.inf))


def _threshold(evidence: Floats, error: float) -> float:
    """Return the least evidence of a decided pair; infinite if no pair is decided."""
    ranked = np.sort(evidence)[::-1]
    needed = log(evidence.size / error) - np.log(np.arange(1, evidence.size + 1))
    enough = np.flatnonzero(ranked >= needed)
    return float(ranked[enough[-1]]) if enough.size else np.inf
