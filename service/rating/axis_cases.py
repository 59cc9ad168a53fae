"""The votes of a log as cases of a clustered sandwich, axis by axis."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from service.domain.axes import Axis, PromptCategory
from service.domain.rankings import overlap
from service.rating.bulk import PairCounts, distinct, merge_counts
from service.rating.clustered import ALONE, Cases, Labels
from service.rating.fold import BOTH_BAD, LEFT, TIE
from service.rating.log_arrays import LogArrays

Ints = NDArray[np.int64]

MOST_CASES = 40_000_000
"""How many votes on how many axes are looked at: those on the axes with the most votes."""

_BITS = 22
_ODD = np.uint64(0x9E3779B97F4A7C15)  # spreads keys evenly over the upper bits of their products

_POINTS = np.zeros(BOTH_BAD + 1)
_POINTS[[LEFT, TIE, BOTH_BAD]] = 1.0, 0.5, 0.5


class AxisCases(NamedTuple):
    """An axis: its counts as rows of `service.rating.bradley_terry.solve`, its cases and its rankings."""

    axis: Axis
    counts: Ints
    cases: Cases
    sizes: Mapping[int, int]

    @property
    def overlap(self) -> float:
        """How many times as much the comparisons vary, by the sizes of the rankings, as independent ones."""
        return overlap(self.cases.points.size, self.sizes)


class LogCases:
    """The votes of a log in the order of their categories, so that an axis is a few slices of them."""

    def __init__(
        self, votes: LogArrays, categories: Mapping[int, PromptCategory], *, fold_both_bad: bool
    ) -> None:
        if not fold_both_bad:
            votes = LogArrays(*(column[votes.outcome != BOTH_BAD] for column in votes))
        ids, number = distinct(votes.category)
        order = np.argsort(number.astype(np.int16) if ids.size < 1 << 15 else number, kind="stable")
        votes, self._ends = LogArrays(*(column[order] for column in votes)), np.bincount(number).cumsum()
        self._models, sides = distinct(np.concatenate((votes.model_left, votes.model_right)))
        self._first, self._second = sides.reshape(2, -1)
        self._points = _POINTS[votes.outcome]
        self._labels = _labels(votes)
        self._counts, self._sizes = votes.counts(), votes.sizes()
        self._ids, self._categories = ids, [categories[i] for i in ids.tolist()]

    def axes(self) -> Iterator[AxisCases]:
        """Yield each axis, the one with the most votes first, as far as the budget goes."""
        members: dict[Axis, list[int]] = {}
        for i, category in enumerate(self._categories):
            for axis in category.axes():
                members.setdefault(axis, []).append(i)
        width = np.diff(self._ends, prepend=0)
        sums = {axis: int(width[chosen].sum()) for axis, chosen in members.items()}
        left = MOST_CASES
        for axis in sorted(members, key=lambda axis: (-sums[axis], axis)):
            left -= sums[axis]
            if left < 0:
                return
            yield self._axis(axis, members[axis])

    def _axis(self, axis: Axis, members: list[int]) -> AxisCases:
        ends = np.searchsorted(self._counts[:, 0], self._ids[members], side="right").tolist()
        starts = np.searchsorted(self._counts[:, 0], self._ids[members]).tolist()
        rows = np.concatenate([self._counts[slice(*some)] for some in zip(starts, ends, strict=True)])
        counts = PairCounts(np.zeros(len(rows), np.int64), *rows[:, 1:].T)
        if len(members) > 1:
            counts = merge_counts([counts])
        sizes: dict[int, int] = {}
        for i in members:
            for size, count in self._sizes.get(int(self._ids[i]), {}).items():
                sizes[size] = sizes.get(size, 0) + count
        place = np.zeros(self._models.size, np.int64)
        models = np.union1d(counts.model_a, counts.model_b)
        place[np.searchsorted(self._models, models)] = np.arange(models.size)

        places = [np.arange(self._ends[i - 1] if i else 0, self._ends[i]) for i in members]
        mine = np.concatenate(places)
        labels = (Labels(one.values[mine], one.named) for one in self._labels)
        cases = Cases(place[self._first[mine]], place[self._second[mine]], self._points[mine], *labels)
        return AxisCases(axis, np.stack(counts[1:], axis=1), cases, sizes)


def _labels(votes: LogArrays) -> tuple[Labels, Labels, Labels, Labels]:
    """Return the clusters by prompt, voter, both, and ranking."""
    begins = np.diff(votes.position, prepend=ALONE) != 0
    rows = np.diff(np.flatnonzero(begins), append=votes.position.size)
    ranking = np.full(begins.size, ALONE)
    if (rows > 1).any():
        ranking = np.where(rows > 1, np.cumsum(rows > 1) - 1, ALONE)[np.cumsum(begins) - 1]
    prompt, voter = _named(votes.prompt, ranking), _named(votes.voter, ranking)
    both = np.zeros(begins.size, np.int64)
    if prompt.named and voter.named:
        both = np.where(
            (votes.prompt != 0) & (votes.voter != 0), 1 + prompt.values * voter.named + voter.values, 0
        )
        both = _repeated(both)
    return prompt, voter, _named(both, ranking), Labels(ranking, int((rows > 1).sum()))


def _named(key: Ints, ranking: Ints) -> Labels:
    """Return the clusters by a key; where it is 0, by ranking."""
    known = key != 0
    keys, index = distinct(key[known])
    values = np.where(ranking >= 0, ranking + keys.size, ALONE)
    values[known] = index
    return Labels(values, keys.size)


def _repeated(keys: Ints) -> Ints:
    """Return the keys, but 0 for those in one row only."""
    # A few bits of most keys are in no other row, and looking at these is faster than sorting.
    bits = ((keys.astype(np.uint64) * _ODD) >> np.uint64(64 - _BITS)).astype(np.int64)
    rows = np.flatnonzero((np.bincount(bits, minlength=1 << _BITS)[bits] > 1) & (keys != 0))
    _, index, count = np.unique(keys[rows], return_inverse=True, return_counts=True)
    several = count[index] > 1
    repeated = np.zeros(keys.size, np.int64)
    repeated[rows[several]] = keys[rows[several]]
    return repeated
