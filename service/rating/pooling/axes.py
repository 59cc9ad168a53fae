"""The axes of a pooled fit: each is the mean of its prompt categories, weighted by their votes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from service.domain.axes import Axis, PromptCategory
from service.rating.pooling.design import CELL, Floats, Ints, Votes
from service.rating.pooling.posterior import Posterior

MOST_ESTIMATES = 200_000
"""How many models on how many axes get an estimate: on the axes with the most votes."""

MOST_WORK = 10_000_000_000
"""How many multiplications the variances of all axes may take together; an axis takes at least `_LEAST`."""

_LEAST = 2_000_000


class AxisMix(NamedTuple):
    """An axis: the categories that count on it, their shares of its votes, and the models with votes."""

    axis: Axis
    categories: Ints
    shares: Floats
    seen: NDArray[np.bool_]


class AxisEstimate(NamedTuple):
    """The strength of every model on an axis, in log-odds, and its standard deviation.

    Both are relative to the mean of the models with votes on the axis. The ``covariance`` is relative to
    nothing, so only the variances of differences can be read from it.
    """

    axis: Axis
    strength: Floats
    spread: Floats
    covariance: Floats


def mixes(categories: Sequence[PromptCategory], votes: Votes, models: int) -> list[AxisMix]:
    """Return every axis with votes, the one with the most votes first."""
    seen = np.zeros((len(categories), models), np.bool_)
    seen[votes.category, votes.first] = seen[votes.category, votes.second] = True
    totals = np.bincount(votes.category, votes.won_first + votes.won_second, len(categories))
    members: dict[Axis, list[int]] = {}
    for i, category in enumerate(categories):
        for axis in category.axes():
            members.setdefault(axis, []).append(i)
    sums = {axis: float(totals[chosen].sum()) for axis, chosen in members.items()}
    return [
        AxisMix(
            axis,
            np.array(members[axis]),
            totals[members[axis]] / sums[axis],
            np.any(seen[members[axis]], axis=0),
        )
        for axis in sorted(members, key=lambda axis: (-sums[axis], axis))
    ]


def estimates(parts: Parts, axes: Sequence[AxisMix]) -> Iterator[AxisEstimate]:
    """Yield the estimates of these axes in turn, as far as the budget goes."""
    work = cells = 0
    for mix in axes:
        taken = parts.effects_of(mix)
        size = parts.size
        work += _LEAST + size * (taken.size * size) ** 2
        cells += size
        if work > MOST_WORK or cells > MOST_ESTIMATES:
            return
        yield centered(mix, parts.strength(mix), parts.covariance(mix, taken))


def centered(mix: AxisMix, strength: Floats, covariance: Floats) -> AxisEstimate:
    """Return an estimate relative to the mean of the models with votes on the axis."""
    mean = covariance[mix.seen].mean(axis=0)
    variance = np.diag(covariance) - 2 * mean + mean[mix.seen].mean()
    spread = np.sqrt(np.maximum(variance, 0.0))
    return AxisEstimate(mix.axis, strength - strength[mix.seen].mean(), spread, covariance)


class Parts:
    """What the categories contribute to their axes."""

    def __init__(self, posterior: Posterior) -> None:
        self._posterior, self._design = posterior, posterior.design
        self.size = size = int(self._design.models.size)
        self._covariance = posterior.covariance.reshape(len(self._design.effects), size, -1, size)
        self._strengths = self._design.of_category @ posterior.effects
        own = self._design.owner >= 0
        self._strengths[own] += posterior.own[self._design.owner[own]]
        self._less: dict[int, tuple[Ints | None, Floats]] = {}  # by block; no places if it has all models
        for batch, matrices in zip(self._design.batches, posterior.shrinkage, strict=True):
            less = matrices - np.eye(batch.members.shape[1])
            for block, members, matrix in zip(batch.blocks.tolist(), batch.members, less, strict=True):
                real = int((members < size).sum())
                places = None if batch.whole else members[:real]
                self._less[block] = places, matrix[:real, :real]

    @property
    def bytes(self) -> int:
        """How much memory the matrices take."""
        own = [*self._posterior.shrinkage, *(matrix for _, matrix in self._less.values())]
        return int(self._covariance.nbytes + self._strengths.nbytes + sum(one.nbytes for one in own))

    def effects_of(self, mix: AxisMix) -> Ints:
        """Return the effects that the categories of an axis have."""
        return np.flatnonzero((self._design.of_category[mix.categories] != 0.0).any(axis=0))

    def strength(self, mix: AxisMix) -> Floats:
        """Return the mean of the categories' strengths."""
        return np.asarray(mix.shares @ self._strengths[mix.categories])

    def covariance(self, mix: AxisMix, taken: Ints) -> Floats:
        """Return the covariance of the strengths on an axis, given which effects it has."""
        size = self._design.models.size
        how = np.zeros((taken.size, size, size))  # how the strengths follow each effect
        alone = np.zeros((size, size))  # what they vary by themselves
        places = np.arange(size)
        variance = self._posterior.variances[CELL] if self._design.own.any() else 0.0
        for category, share in zip(mix.categories.tolist(), mix.shares.tolist(), strict=True):
            amounts = share * self._design.of_category[category][taken]
            how[:, places, places] += amounts[:, None]
            alone[places, places] += share**2 * variance
            block = int(self._design.owner[category])
            if block >= 0:
                members, less = self._less[block]
                # Slices are several times as fast as lists of places, and most blocks have all models.
                square = ... if members is None else (members[:, None], members)
                alone[square] += share**2 * variance * less
                for i in np.flatnonzero(amounts).tolist():
                    how[i][square] += amounts[i] * less
        flat = how.transpose(1, 0, 2).reshape(size, -1)
        inner = self._covariance[taken][:, :, taken].reshape(flat.shape[1], -1)
        return np.asarray(flat @ inner @ flat.T + alone)
