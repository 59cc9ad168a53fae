"""Krippendorff's alpha: how much voters agree about the same two images, beyond what chance would make.

For nominal data, and with any number of voters for each pair of images. With ``n_uc`` the number of voters
who gave the unit ``u`` the value ``c``, ``m_u`` the number who gave it any, only units with two or more, and
``n`` the number of all their values:

    alpha = 1 - (n - 1) * sum_u(sum_c(n_uc * (m_u - n_uc)) / (m_u - 1)) / sum_c(n_c * (n - n_c))

Krippendorff, "Computing Krippendorff's Alpha-Reliability" (2011), section C, and "Content Analysis" (4th ed.,
2018), chapter 12. The standard error is that of the delta method, with the units as the sample: the sum of
the squares of what each unit contributes to alpha.

A unit is a pair of images, and the values are: the one image, the other one, a tie, both are bad. Which of
two images is "the one" means nothing, so a coin that both images toss decides it. By their ids, a model
that came first would be the first image of all its pairs, and agreement that it is the better one would be
taken for chance.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from service.domain.votes import Outcome
from service.rating.detectors.columns import Ints
from service.rating.fold import LEFT, RIGHT

ONE, OTHER, TIE, BOTH_BAD = range(4)
_COIN = np.uint64(0x9E3779B97F4A7C15)
"""The golden ratio in 64 bits: multiplied with it, even similar numbers get high bits that look random."""


class Alpha(NamedTuple):
    """Krippendorff's alpha with its standard error, from so many units with so many values together.

    Both are None if all values are the same, or there are none.
    """

    alpha: float | None
    error: float | None
    units: int
    values: int


class Judgments(NamedTuple):
    """What voters said about pairs of images, one array per column: each voter once about each pair."""

    unit: Ints
    value: Ints
    category: Ints


def alphas(votes: Sequence[Sequence[int]], groups: Mapping[str, Collection[int]]) -> dict[str, Alpha]:
    """Return alpha for each group of prompt categories.

    Votes are in log order: voter, category, outcome, left image, right image.
    """
    voter, category, outcome, left, right = np.array(votes, np.int64).reshape(-1, 5).T
    judged = judgments(voter, category, outcome, left, right)
    return {name: _alpha_on(judged, list(categories)) for name, categories in groups.items()}


def _alpha_on(judged: Judgments, categories: Sequence[int]) -> Alpha:
    mine = np.isin(judged.category, categories)
    return alpha_of(judged.unit[mine], judged.value[mine])


def judgments(voter: Ints, category: Ints, outcome: Ints, left: Ints, right: Ints) -> Judgments:
    """Return votes in log order as judgments; of several by one voter on one pair, the first one counts."""
    low, high = np.minimum(left, right), np.maximum(left, right)
    unit = np.unique(low << 31 | high, return_inverse=True)[1].reshape(-1)
    number = np.unique(voter, return_inverse=True)[1].reshape(-1)
    first = np.sort(np.unique(unit * (int(number.max(initial=0)) + 1) + number, return_index=True)[1])
    chosen = np.where(outcome == LEFT, left, right)
    decided = (outcome == LEFT) | (outcome == RIGHT)
    undecided = np.where(outcome == int(Outcome.TIE), TIE, BOTH_BAD)
    value = np.where(decided, np.where(chosen == _one(low, high), ONE, OTHER), undecided)
    return Judgments(unit[first], value[first], category[first])


def _one(low: Ints, high: Ints) -> Ints:
    coin = (low << 31 | high).astype(np.uint64) * _COIN >> np.uint64(63)
    return np.where(coin == 1, low, high)


def alpha_of(unit: Ints, value: Ints) -> Alpha:
    """Return Krippendorff's alpha of nominal values: one row for each value that somebody gave to a unit."""
    units, rows = np.unique(unit, return_inverse=True)
    values, columns = np.unique(value, return_inverse=True)
    table = np.zeros((units.size, values.size))
    np.add.at(table, (rows.reshape(-1), columns.reshape(-1)), 1.0)
    table = table[table.sum(axis=1) > 1]
    sizes = table.sum(axis=1)
    total, of_value = float(sizes.sum()), table.sum(axis=0)
    expected = float((of_value * (total - of_value)).sum())
    if not expected:
        return Alpha(None, None, sizes.size, int(total))
    differing = (table * (sizes[:, None] - table)).sum(axis=1) / (sizes - 1)
    observed, by_chance = float(differing.sum()) / total, expected / total / (total - 1)
    # What one more unit like this one would change.
    of_observed = (differing - observed * sizes) / total
    rates = of_value / total
    of_chance = -2 * ((table - rates * sizes[:, None]) * rates).sum(axis=1) / total
    changes = of_observed / by_chance - observed / by_chance**2 * of_chance
    return Alpha(1 - observed / by_chance, float(np.sqrt((changes**2).sum())), sizes.size, int(total))
