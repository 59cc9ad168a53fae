"""Bets against the null hypothesis: their wealth is evidence that may be looked at whenever one likes.

Somebody with 1 bets on each vote at odds that are fair, or worse, if the null hypothesis is true. Then the
wealth is a supermartingale, and by Ville's inequality it ever reaches ``1 / alpha`` with a probability of at
most ``alpha``, however often and whenever one looks. A bet of the share ``fraction`` on an event to which the
null hypothesis gives at most the probability ``cap`` multiplies the wealth by ``1 - fraction + fraction /
cap`` if it happens, and by ``1 - fraction`` if not. Several strategies start with a part of the 1 each, and
the wealth of the best one is what counts: all together have at least that.

Waudby-Smith and Ramdas, "Estimating means of bounded random variables by betting" (2024); Ramdas, Grunwald,
Vovk and Shafer, "Game-theoretic statistics and safe anytime-valid inference" (2023).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import log, log1p

import numpy as np

from service.rating.detectors.columns import Bools, Floats, Ints

FRACTIONS = (0.25, 0.5, 0.9)
"""The shares of their wealth that the strategies bet each time."""


def group_starts(*keys: Ints) -> Ints:
    """Return where groups of rows with equal keys begin; equal rows must be next to each other."""
    if not keys[0].size:
        return np.zeros(0, np.int64)
    changed = np.zeros(keys[0].size, np.bool_)
    changed[0] = True
    for key in keys:
        changed[1:] |= key[1:] != key[:-1]
    return np.flatnonzero(changed)


def lengths(starts: Ints, size: int) -> Ints:
    """Return the number of rows of each group, of so many rows in all."""
    return np.diff(np.append(starts, size))


def within(starts: Ints, values: Floats) -> Floats:
    """Return the sums of the values of each group up to each row."""
    sums = np.cumsum(values)
    before = np.concatenate([[0.0], sums])[starts]
    return np.asarray(sums - np.repeat(before, lengths(starts, values.size)))


def wealth_of(starts: Ints, hits: Bools, caps: float | Floats) -> Floats:
    """Return the logarithm of the wealth after each row, from bets that its event happens."""
    return mixed([within(starts, _gains(hits, caps, fraction)) for fraction in FRACTIONS])


def _gains(hits: Bools, caps: float | Floats, fraction: float) -> Floats:
    return np.asarray(np.where(hits, np.log1p(fraction * (1.0 / caps - 1.0)), log1p(-fraction)))


def mixed(logs: Sequence[Floats]) -> Floats:
    """Return the logarithm of the wealth of several strategies together, as far as the best one has it."""
    total = logs[0]
    for other in logs[1:]:
        total = np.maximum(total, other)
    return np.asarray(total - log(len(logs)))


def best(starts: Ints, wealth: Floats) -> Floats:
    """Return the highest value of each group."""
    return np.maximum.reduceat(wealth, starts) if starts.size else np.zeros(0)
