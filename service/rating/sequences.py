"""Claims that survive looking: which model is better than which, valid however often somebody looks.

A 95 % interval is right 95 times in 100 if it is looked at once. A leaderboard is looked at after every vote
and has many pairs, so a claim has to withstand both.

*Time.* The estimated difference ``d`` of two models, divided by its variance, moves with growing information
``V = 1 / variance`` as a Brownian motion with drift. Mixed over normal drifts of variance ``1 / rho``, the
likelihood ratio against no drift is ``e = sqrt(rho / (V + rho)) exp(d² V² / (2 (V + rho)))``, the normal
mixture of Robbins (1970) and Howard, Ramdas, McAuliffe and Sekhon (2021). Without a difference its mean is 1
at any time, so by Ville's inequality it ever reaches ``1 / error`` with at most the probability ``error``.
The same holds for the mean of several, here one for usual and one for large differences.

*Direction.* A claim says which model is better. With drifts of one sign only, the same mixture is evidence
for that sign, and at most twice as much. If the other model is better, its mean is at most 1 at any time.

*Pairs.* Of ``K`` pairs, the ``R`` with the most evidence for a direction are decided: the most for which each
one has at least ``K / (R error)`` (e-BH, Wang and Ramdas 2022). The share of claims whose direction is wrong
is expected to be at most ``error`` at any time, whatever the pairs have to do with each other. Of two models
that are exactly equal both directions are wrong, so such pairs count twice.

*All pairs.* Nothing is claimed before the mean ``e`` of all pairs, in which both directions count, is
``1 / error``. So where all models are equal, the chance that there is ever a claim is at most ``error``.
"""

from __future__ import annotations

from math import inf, log
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from service.rating.simultaneous import variances

Floats = NDArray[np.float64]
Decisions = NDArray[np.bool_]

MIXTURE = ((30.0, 0.75), (3.0, 0.25))
"""Each ``rho`` and its weight: for differences of 32 and of 100 points, which are ``1 / sqrt(rho)`` log-odds.

The first decides the most pairs of a large arena, and the second lets a small one claim what is obvious.
"""

ERROR = 0.05

CHANCES = (0.1, 0.5, 0.9)
"""How likely it is that a pair is decided after the low, the likely and the high number of votes."""

FARTHEST = 10_000.0
"""How many times the present votes are looked ahead."""

_STEPS = 48


class Claims(NamedTuple):
    """Which models are better than which, and how much evidence that takes.

    ``better[i, j]`` says that ``i`` is claimed to be better than ``j``. ``needed`` is the logarithm of the
    evidence, of both directions, with which one more pair would be decided.
    """

    better: Decisions
    needed: float


class Required(NamedTuple):
    """How many pairs are decided, and the logarithm of the evidence that each of them has at least.

    If there are none, ``reached`` is what the first one would need. ``next`` is what one more would need.
    """

    pairs: int
    reached: float
    next: float


def decided(strength: Floats, covariance: Floats, error: float = ERROR) -> Claims:
    """Return the claims on models of these strengths, in log-odds, with this covariance of their errors."""
    size = strength.size
    better = np.zeros((size, size), np.bool_)
    first, second = np.triu_indices(size, 1)
    gap, variance = strength[first] - strength[second], variances(covariance)[first, second]
    found, apart = directed(gap, variance), evidence(gap, variance)
    threshold = required(found, error, found.size)
    if not apart.size or np.logaddexp.reduce(apart) < log(apart.size / error):
        return Claims(better, log(apart.size / error) if apart.size else inf)
    if threshold.pairs:
        claimed = found >= threshold.reached
        better[first, second] = claimed & (gap > 0)
        better[second, first] = claimed & (gap < 0)
    # `next` is evidence of one direction, of which there can be twice as much as of both.
    return Claims(better, threshold.next - log(2.0))


def required(found: Floats, error: float, pairs: int) -> Required:
    """Return how much evidence decides a pair, given what was found about some of so many pairs."""
    levels = log(max(pairs, 1) / error) - np.log(np.arange(1, found.size + 1))
    enough = np.flatnonzero(np.sort(found)[::-1] >= levels)
    count = int(enough[-1]) + 1 if enough.size else 0
    ahead = float(levels[min(count, levels.size - 1)]) if levels.size else inf
    return Required(count, float(levels[count - 1]) if count else ahead, ahead)


def votes_needed(gap: Floats, variance: Floats, needed: float, fixed: float) -> Floats:
    """Return how many times the present votes decide pairs with each of `CHANCES`: one row for a pair.

    ``gap`` and ``variance`` are those of the differences now, and ``needed`` that of `Claims`. The share
    ``fixed`` of the variance is not owed to votes, and stays. What more votes will say is predicted from what
    is known now, without any other knowledge: the difference may turn out larger, smaller, or reversed. A
    number beyond `FARTHEST` is infinite.
    """
    times = np.geomspace(1.0, FARTHEST, _STEPS)
    left = variance[:, None] * (fixed + (1.0 - fixed) / times)
    needs = boundary(left, needed)
    # At the present nothing has moved yet, and the quotients are to be infinite, not undefined.
    moving = np.sqrt(np.maximum(variance[:, None] - left, 1e-300))
    ahead = np.abs(gap)[:, None]
    chance = _normal((ahead - needs) / moving) + _normal((-ahead - needs) / moving)
    # Once decided counts, even if a later look would see less: a pair is decided at the first that suffices.
    chance = np.maximum.accumulate(chance, axis=1)
    return np.stack([_first(times, chance, wanted) for wanted in CHANCES], axis=1)


def evidence(gap: Floats, variance: Floats) -> Floats:
    """Return the logarithm of each pair's mixed likelihood ratio; without a variance nothing is known."""
    return _mixed(gap, variance, one_sided=False)


def directed(gap: Floats, variance: Floats) -> Floats:
    """Return the same from drifts in the direction of each difference only.

    These are ``2 Φ(sqrt(2 q))`` times as much for the exponent ``q`` of the ratio, and ``2 - exp(-q)`` is a
    little less than that.
    """
    return _mixed(gap, variance, one_sided=True)


def _mixed(gap: Floats, variance: Floats, *, one_sided: bool) -> Floats:
    known = variance > 0.0
    safe = np.where(known, variance, 1.0)
    parts = []
    for rho, weight in MIXTURE:
        share = rho * safe  # rho / V
        exponent = 0.5 * gap * gap / (safe * (1.0 + share))
        part = log(weight) + exponent + 0.5 * np.log(share / (1.0 + share))
        parts.append(part + np.log(2.0 - np.exp(-exponent)) if one_sided else part)
    return np.asarray(np.where(known, np.logaddexp(*parts), -np.inf))


def boundary(variance: Floats, needed: float) -> Floats:
    """Return the difference that reaches some evidence: by one part of the mixture, so a little too much."""
    parts = []
    for rho, weight in MIXTURE:
        share = rho * np.maximum(variance, 1e-300)
        square = 2.0 * (needed - log(weight)) + np.log1p(1.0 / share)
        parts.append(variance * (1.0 + share) * np.maximum(square, 0.0))
    return np.asarray(np.sqrt(np.minimum(*parts)))


def _first(times: Floats, chance: Floats, wanted: float) -> Floats:
    """Return when each row first reaches a chance, between two of the times; infinite if it does not."""
    at = (chance < wanted).sum(axis=1)
    after, before = np.minimum(at, times.size - 1), np.maximum(at - 1, 0)
    rows = np.arange(len(chance))
    low, high = chance[rows, before], chance[rows, after]
    part = np.clip((wanted - low) / np.maximum(high - low, 1e-12), 0.0, 1.0)
    found = times[before] * (times[after] / times[before]) ** part
    return np.asarray(np.where(at < times.size, found, np.inf))


def _normal(x: Floats) -> Floats:
    """Return the standard normal distribution function, right to 0.0003; numpy has none."""
    x = np.clip(x, -9.0, 9.0)
    return np.asarray(0.5 + 0.5 * np.tanh(0.7978845608 * x * (1.0 + 0.044715 * x * x)))
