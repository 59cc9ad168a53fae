"""Bradley-Terry strengths from head-to-head counts: the order-free second opinion, with intervals.

``P(i beats j) = 1 / (1 + 10^((r_j - r_i) / 400))``, fitted to all votes of an axis at once, so that their
order does not matter. A draw is half a win for each side. Ratings are on the usual scale: 400 points are odds
of ten to one, the mean of the models is 1000.

A Gaussian prior of 500 points around the mean keeps every rating finite and every system solvable, even for
a model that never lost or for groups that never met. It is weak. It moves a model with 100 votes toward the
mean by less than one percent of its distance, and it expects two models to be within 700 points of each
other two times out of three, while all 19 image models of LMArena's table of August 2025 lie within 223.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from math import log
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from service.domain.rankings import Sizes, overlap
from service.rating import simultaneous
from service.rating.simultaneous import Ranks

NONE: Sizes = {}
Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
PairOutcomes = tuple[int, int, int, int, int, int]

MEAN = 1000.0
SCALE = 400.0 / log(10.0)  # points per unit of log-odds
PRIOR_SD = 500.0
PRIOR_PRECISION = (SCALE / PRIOR_SD) ** 2
QUANTILE_95 = 1.959963984540054

# Newton's method ends long before these; they only bound a search that rounding keeps from ending.
_STEPS = 200
_HALVINGS = 40
# In log-odds: less than a millionth of a point.
_CONVERGED = 1e-9
# Near the top the posterior is flat, and a step that leads up can look like one down by this much.
_ROUNDING = 1e-12
_USUAL = 20


class Estimate(NamedTuple):
    """One model's rating with its 95 % interval, and the number of its component."""

    rating: float
    low: float
    high: float
    component: int


@dataclass(frozen=True, slots=True)
class Fit:
    """The fit of one axis.

    ``components`` are the groups of models linked by votes, the one with the most votes first; its mean is
    1000 by definition. Only the prior says how the groups compare, so the intervals of the other groups are
    wide. ``strength`` and ``covariance`` are those of the models in the order of ``estimates``, in log-odds
    and relative to the mean of the first group, and ``pairs`` are the votes that they come from.
    """

    estimates: dict[int, Estimate]
    components: tuple[tuple[int, ...], ...]
    strength: Floats = field(repr=False, compare=False)
    covariance: Floats = field(repr=False, compare=False)
    pairs: PairVotes = field(repr=False, compare=False)

    def ranks(self, models: Sequence[int]) -> list[Ranks]:
        """Return the ranks that each of these models may have among them, all right at once at 95 %."""
        index = self.index(models)
        covariance = self.covariance[np.ix_(index, index)]
        return simultaneous.rank_ranges(self.strength[index], covariance)

    def better(self, models: Sequence[int] | None = None) -> NDArray[np.bool_]:
        """Return for every two models whether the first is above the second, all right at once at 95 %."""
        index = self.index(self.estimates if models is None else models)
        covariance = self.covariance[np.ix_(index, index)]
        return simultaneous.better(self.strength[index], covariance)

    def index(self, models: Iterable[int]) -> list[int]:
        """Return the places of these models in ``strength`` and ``covariance``."""
        place = {model: i for i, model in enumerate(self.estimates)}
        return [place[model] for model in models]


def fit_pairs(rows: Iterable[PairOutcomes], *, fold_both_bad: bool = True, sizes: Sizes = NONE) -> Fit:
    """Return the fit of counts ``(model_a, model_b, wins_a, wins_b, ties, both_bad)``, in any order.

    A ``both_bad`` is a draw if ``fold_both_bad``, and ignored otherwise. ``sizes`` are those of the rankings
    whose pairs are among the counts: intervals are as much wider as these pairs overlap. Without rows the
    fit is empty. The covariance is the sandwich over the counts: votes vary as much as they do, and ties
    less than wins and losses.
    """
    solved = solve(list(rows), fold_both_bad=fold_both_bad)
    covariance = solved.reach @ solved.pairs.variation(solved.strength) @ solved.reach.T
    covariance *= overlap(float(solved.pairs.votes.sum()), sizes)
    names = solved.models.tolist()
    return Fit(
        dict(zip(names, estimates(solved.strength, covariance, solved.labels), strict=True)),
        tuple(tuple(names[member] for member in group) for group in solved.groups),
        solved.strength,
        covariance,
        solved.pairs,
    )


def solve(rows: Sequence[Sequence[int]] | Ints, *, fold_both_bad: bool) -> Solution:
    """Return the most probable strengths, given rows as in `fit_pairs`."""
    table = _by_pair(np.asarray(rows, np.int64).reshape(-1, 6))
    models, sides = np.unique(table[:, :2], return_inverse=True)
    first, second = sides.reshape(-1, 2).T
    draws = table[:, 4] + (table[:, 5] if fold_both_bad else 0)
    pairs = PairVotes(models.size, first, second, (table[:, 2], table[:, 3]), draws)
    labels, groups = _components(models.size, first, second, pairs.votes)
    strength = pairs.most_probable()
    reach = np.asarray(np.linalg.inv(pairs.information(strength)), np.float64)
    reference = labels == 0
    if models.size:
        strength -= strength[reference].mean()
        reach -= reach[reference].mean(axis=0)
    return Solution(models, pairs, labels, groups, strength, reach)


def _by_pair(table: Ints) -> Ints:
    """Return the rows in the order of their models, so that sums have the same bits in any order.

    A database groups rows as it likes, and not always the same way. Live rows come in order already.
    """
    first, second = table[:, 0], table[:, 1]
    later = (first[1:] > first[:-1]) | ((first[1:] == first[:-1]) & (second[1:] >= second[:-1]))
    return table if later.all() else table[np.lexsort((second, first))]


def estimates(strength: Floats, covariance: Floats, components: Ints) -> Iterator[Estimate]:
    """Yield each model's rating and interval."""
    spread = QUANTILE_95 * np.sqrt(np.maximum(np.diag(covariance), 0.0))
    ratings = (MEAN + SCALE * log_odds for log_odds in (strength, strength - spread, strength + spread))
    for row in zip(*(column.tolist() for column in (*ratings, components)), strict=True):
        yield Estimate(*row)


class PairVotes:
    """The votes between pairs of ``size`` models, and the likelihood of strengths in log-odds given them."""

    def __init__(self, size: int, first: Ints, second: Ints, wins: tuple[Ints, Ints], draws: Ints) -> None:
        self._size = size
        self._first, self._second = first, second
        self._won_first, self._won_second = (won + draws / 2 for won in wins)
        self._draws = draws
        self.votes = self._won_first + self._won_second

    def most_probable(self) -> Floats:
        """Return the strengths of highest posterior, by Newton's method, halving steps that lead down.

        The posterior is strictly log-concave: there is one maximum, and every search for a step ends.
        Counts of ten million to zero take about twenty steps.
        """
        strength = np.zeros(self._size)
        value = self._log_posterior(strength)
        for _ in range(_STEPS):
            step = np.asarray(np.linalg.solve(self.information(strength), self._gradient(strength)))
            if np.abs(step).max(initial=0.0) < _CONVERGED:
                break
            strength, value = self._climb(strength, step, value)
        return strength

    def information(self, strength: Floats) -> Floats:
        """Return minus the second derivative of the log posterior, which is always positive definite."""
        chance = self._chance(strength)
        return self._with_prior(self.votes * chance * (1.0 - chance))

    def variation(self, strength: Floats) -> Floats:
        """Return the covariance of the gradient: how much the votes on each pair vary, ties included.

        A vote varies by ``p (1 - p)``, less a quarter if it is a tie. The squares of a pair's votes say so
        too, but few votes say little of it, so pairs begin as if ``_USUAL`` votes had varied as the others.
        """
        chance = self._chance(strength)
        binomial = chance * (1.0 - chance)
        usual = self._relative_variation(binomial)
        squares = (
            (self._won_first - self._draws / 2) * (1.0 - chance) ** 2
            + (self._won_second - self._draws / 2) * chance**2
            + self._draws * (0.5 - chance) ** 2
        )
        own = (squares + _USUAL * usual * binomial) / (self.votes + _USUAL)
        return self._with_prior(self.votes * own)

    def relative_variation(self, strength: Floats) -> float:
        """Return how many times as much votes vary as wins and losses do: less than once if some are ties.

        It does not look at how far votes are from what the strengths expect. Strengths that come from few
        votes follow each of them, and the rest would say that votes hardly vary.
        """
        chance = self._chance(strength)
        return self._relative_variation(chance * (1.0 - chance))

    def _relative_variation(self, binomial: Floats) -> float:
        return float(1.0 - self._draws.sum() / (4.0 * (self.votes @ binomial + 1.0)))

    def _with_prior(self, weight: Floats) -> Floats:
        """Return the matrix of these weights of the pairs, and the prior's precision."""
        matrix = weighted(self._size, self._first, self._second, weight)
        matrix[np.diag_indices(self._size)] += PRIOR_PRECISION
        return matrix

    def tables(self) -> tuple[Floats, Floats]:
        """Return the wins of each model over each other, and the draws between them."""
        wins = _table(self._size, self._first, self._second, self._won_first - self._draws / 2)
        wins += _table(self._size, self._second, self._first, self._won_second - self._draws / 2)
        draws = _table(self._size, self._first, self._second, self._draws)
        return wins, draws + draws.T

    def _gradient(self, strength: Floats) -> Floats:
        surplus = self._won_first - self.votes * self._chance(strength)
        gained = np.bincount(self._first, surplus, self._size) - np.bincount(
            self._second, surplus, self._size
        )
        return gained - PRIOR_PRECISION * strength

    def _chance(self, strength: Floats) -> Floats:
        """Return ``P(first beats second)`` of every pair, without overflow."""
        return 0.5 + 0.5 * np.tanh(0.5 * (strength[self._first] - strength[self._second]))

    def _log_posterior(self, strength: Floats) -> float:
        gap = strength[self._first] - strength[self._second]
        surprise = np.log1p(np.exp(-np.abs(gap)))
        lost = self._won_first * np.maximum(-gap, 0.0) + self._won_second * np.maximum(gap, 0.0)
        prior = PRIOR_PRECISION / 2 * float(strength @ strength)
        return -float((self.votes * surprise + lost).sum()) - prior

    def _climb(self, strength: Floats, step: Floats, value: float) -> tuple[Floats, float]:
        """Return the longest of the step, its half, its quarter and so on that does not lead down.

        Rounding errors are allowed for.
        """
        reached = value
        for _ in range(_HALVINGS):
            reached = self._log_posterior(strength + step)
            if reached >= value - _ROUNDING * abs(value):
                break
            step = step / 2
        return strength + step, reached


class Solution(NamedTuple):
    """The most probable strengths of some counts, relative to the mean of the first group.

    ``reach`` is how they follow the gradient: the covariance is that of the gradient between two of it.
    ``labels`` are the models' groups.
    """

    models: Ints
    pairs: PairVotes
    labels: Ints
    groups: list[list[int]]
    strength: Floats
    reach: Floats


def weighted(size: int, first: Ints, second: Ints, weight: Floats) -> Floats:
    """Return the sum of ``weight x x'`` over pairs, where ``x`` is 1 at the first and -1 at the second."""
    matrix = -_table(size, first, second, weight)
    matrix += matrix.T
    matrix[np.diag_indices(size)] = -matrix.sum(axis=1)
    return matrix


def _table(size: int, rows: Ints, columns: Ints, values: Floats | Ints) -> Floats:
    """Return a square of the sums of values by row and column: several times as fast as ``np.add.at``."""
    sums = np.bincount(rows * size + columns, values, size * size)  # of no rows, these are whole numbers
    return np.asarray(sums, np.float64).reshape(size, size)


def _components(size: int, first: Ints, second: Ints, met: Floats) -> tuple[Ints, list[list[int]]]:
    """Return each model's component number, and the components' models, the one with the most votes first."""
    linked = _table(size, first, second, met) > 0
    linked |= linked.T
    groups, left = [], np.ones(size, np.bool_)
    while left.any():
        group = edge = np.arange(size) == left.argmax()
        while edge.any():
            edge = linked[edge].any(axis=0) & ~group
            group = group | edge
        groups.append(np.flatnonzero(group).tolist())
        left &= ~group
    votes = np.bincount(first, met, size) + np.bincount(second, met, size)
    groups.sort(key=lambda group: (-votes[group].sum(), group))
    labels = np.zeros(size, np.int64)
    for number, group in enumerate(groups):
        labels[group] = number
    return labels, groups
