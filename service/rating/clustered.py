"""The sandwich of a Bradley-Terry fit, clustered two ways: votes share their prompts and their voters.

Votes on the same prompt are not independent, since a model that is good at it wins them all; nor are those of
one voter, who has a taste. So the gradient is summed over each prompt, over each voter, and over what a voter
said of a prompt, and the squares of the sums say how much it varies: prompt + voter - both. Unknown prompts
and voters are clusters of one vote, and so is a ranking, whatever is known of it.

Only votes of prompts and voters that do not repeat are independent cases. Then all of this is the sandwich by
vote, to which `Spread` compares it: leaderboards multiply the covariance of their counts with these ratios.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from service.rating.bradley_terry import Fit, estimates

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

BY_VOTE = "by vote"
ALONE = -1
"""The label of a vote that is a cluster of its own."""

_LEAST_LEFT = 0.25
"""The least share of a cluster's surprise that a fit is taken to leave."""

_SPARSE = 4
"""With this many clusters in the log for each case of an axis, sorting is faster than a table of all."""

_CELLS = 4_000_000
"""How many sums are in memory at a time."""


class Labels(NamedTuple):
    """The cluster of each case. Those below ``named`` are prompts or voters, the others rankings."""

    values: Ints
    named: int


class Cases(NamedTuple):
    """Votes as comparisons of two models: their places, and what the first one got of the point.

    Cases with the same label share a prompt, a voter, both, or their ranking; `ALONE` ones share nothing.
    """

    first: Ints
    second: Ints
    points: Floats
    prompt: Labels
    voter: Labels
    both: Labels
    ranking: Labels


class Part(NamedTuple):
    """How much the gradient varies by one kind of cluster, and how many of them have names.

    ``square`` and ``cube`` are the sums of the clusters' shares of the cases, squared and cubed.
    """

    meat: Floats
    named: int
    square: float
    cube: float

    @property
    def effective(self) -> float:
        """How many clusters of equal size would tell as much."""
        return 1.0 / self.square

    @property
    def correction(self) -> float:
        """What makes up for the fit having seen the clusters: G / (G - 1) where all have the same size.

        A fit follows the clusters that it is made from, the large ones most, so their sums are too small.
        """
        return 1.0 / max(1.0 - 2.0 * self.cube / self.square + self.square, _LEAST_LEFT)


class Sandwich(NamedTuple):
    """How much the gradient varies: as if all cases were independent, by ranking, prompt, voter and both."""

    case: Part
    ranking: Part
    prompt: Part
    voter: Part
    both: Part

    @property
    def meat(self) -> Floats:
        """How much the gradient varies in all: prompt + voter - both, corrected for small samples."""
        clustered = self.prompt.correction * self.prompt.meat + self.voter.correction * self.voter.meat
        return np.asarray(clustered - self.both.meat)


def sandwich(cases: Cases, strength: Floats) -> Sandwich:
    """Return how much the gradient of a fit varies, whose strengths in log-odds are these."""
    size = strength.size
    chance = 0.5 + 0.5 * np.tanh(0.5 * (strength[:, None] - strength[None, :]))
    pair = cases.first * size + cases.second
    scores = _Scores(size, cases.first, cases.second, pair, cases.points - chance.ravel()[pair])
    case = scores.alone()
    ranking = scores.part(cases.ranking) if cases.ranking.named else case
    prompt = scores.part(cases.prompt) if cases.prompt.named else ranking
    voter = scores.part(cases.voter) if cases.voter.named else ranking
    both = scores.part(cases.both) if cases.prompt.named and cases.voter.named else ranking
    return Sandwich(case, ranking, prompt, voter, both)


class _Scores:
    """What each case adds to the gradient: its surprise at the first model, and less it at the second."""

    def __init__(self, size: int, first: Ints, second: Ints, pair: Ints, surprise: Floats) -> None:
        self._size, self._first, self._second = size, first, second
        self._pair, self._surprise = pair, surprise

    def alone(self) -> Part:
        """Return how the gradient varies if each case is a cluster of its own."""
        cases = self._pair.size
        return Part(self._squares_alone(slice(None)), 0, 1.0 / cases, 1.0 / cases**2)

    def part(self, labels: Labels) -> Part:
        """Return how the gradient varies by these clusters."""
        cases, place, named = labels.values.size, labels.values + 1, labels.named  # those alone are at 0
        if place.max(initial=0) > _SPARSE * cases:
            seen, index = np.unique(np.append(0, place), return_inverse=True)
            place, named = index[1:], int(np.searchsorted(seen, named, "right")) - 1
        sizes = np.bincount(place, minlength=1)
        rest, sizes[0] = int(sizes[0]), 0
        several = sizes > 1  # the others are sums of one case, which need no table of clusters and models
        together = several[place]
        rows = np.flatnonzero(together)
        meat = self._squares_alone(np.flatnonzero(~together))
        meat += self._squares(rows, (np.cumsum(several) - 1)[place[rows]], int(several.sum()))
        shares = sizes[sizes > 0] / cases
        square = float(shares @ shares) + rest / cases**2
        cube = float((shares**3).sum()) + rest / cases**3
        return Part(meat, int(np.count_nonzero(sizes[1 : named + 1])), square, cube)

    def _squares_alone(self, rows: slice | Ints) -> Floats:
        """Return the sum of squares of single cases."""
        weight = np.bincount(self._pair[rows], self._surprise[rows] ** 2, self._size**2)
        square = weight.reshape(self._size, self._size)
        meat = np.asarray(-(square + square.T), np.float64)
        meat[np.diag_indices(self._size)] -= meat.sum(axis=1)
        return meat

    def _squares(self, rows: Ints, index: Ints, clusters: int) -> Floats:
        """Return the sum of squares of the clusters' sums, as many clusters at a time as memory allows."""
        first, second, surprise = self._first[rows], self._second[rows], self._surprise[rows]
        total, most = np.zeros((self._size, self._size)), max(_CELLS // self._size, 1)
        if clusters <= most:
            return total + self._square(first, second, surprise, index)
        order = np.argsort(index, kind="stable")
        first, second, surprise, index = first[order], second[order], surprise[order], index[order]
        for start in range(0, clusters, most):
            part = slice(*np.searchsorted(index, [start, start + most]).tolist())
            total += self._square(first[part], second[part], surprise[part], index[part] - start)
        return total

    def _square(self, first: Ints, second: Ints, surprise: Floats, index: Ints) -> Floats:
        place = index * self._size
        cells = (int(index.max(initial=-1)) + 1) * self._size
        both = np.concatenate((place + first, place + second))
        sums = np.bincount(both, np.concatenate((surprise, -surprise)), cells)
        sums = sums.reshape(-1, self._size)
        return np.asarray(sums.T @ sums)


class Shares(NamedTuple):
    """The shares of the interval's variance that are owed to votes, prompts and voters; their sum is 1."""

    votes: float
    prompts: float
    voters: float


@dataclass(frozen=True, slots=True)
class Spread:
    """How much wider an axis's intervals are than if its votes were independent, and why.

    ``ratios`` are those of the variances by model id; a model that is not among them has the ``usual`` one.
    ``prompts`` and ``voters`` are how many the votes name; 0 where they name none. ``tau`` is how right the
    order probably is, as Kendall's tau, and ``ceiling`` how right it would be after endless votes on the same
    prompts; None where votes name no prompts, or only one. ``same`` is ``prompts`` or ``voters`` if all votes
    have the same one, of which nobody can tell how it differs from others.
    """

    ratios: dict[int, float]
    usual: float
    prompts: int
    voters: int
    shares: Shares
    tau: float
    ceiling: float | None
    same: str | None = None

    @property
    def method(self) -> str:
        """What the intervals rest on, in words."""
        named = [name for name, count in (("prompt", self.prompts), ("voter", self.voters)) if count]
        return f"clustered by {' and '.join(named)}" if named else BY_VOTE


def widened(fit: Fit, spread: Spread | None) -> Fit:
    """Return a fit with the covariance and the intervals that its votes' prompts and voters allow.

    This is the one covariance of an axis: intervals, rank ranges and claims all take it from here.
    """
    if spread is None:
        return fit
    ratios = np.sqrt([spread.ratios.get(model, spread.usual) for model in fit.estimates])
    covariance = fit.covariance * ratios[:, None] * ratios[None, :]
    components = np.array([one.component for one in fit.estimates.values()], np.int64)
    rows = estimates(fit.strength, covariance, components)
    return replace(fit, estimates=dict(zip(fit.estimates, rows, strict=True)), covariance=covariance)
