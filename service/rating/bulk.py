"""Array work around the fold, for imports and recounts of hundreds of thousands of votes.

A chunk of votes becomes one entry per vote and axis, entries get their slots, and pairs are counted, all
without a Python step per vote. Memory is bounded by the caller's chunk: about 100 bytes per entry.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from service.domain.rankings import ABOVE, LAST_ABOVE
from service.rating.fold import BOTH_BAD, LEFT, RIGHT, TIE

Ints = NDArray[np.int64]

# A state's key is ``axis_id << 32 | model_id``: one dictionary lookup, and one machine word in arrays.
KEY_SHIFT = 32

# Up to this many cells (32 MB), a directly indexed table is faster than sorting, whatever the chunk.
_TABLE = 1 << 22

# Up to this id, the categories of a fold get such a table, which is made for each day of votes.
_SMALL = 1 << 16


class Entries(NamedTuple):
    """One entry per vote and axis, in the order of the votes; four arrays of one length."""

    axis: Ints
    left: Ints
    right: Ints
    outcome: Ints


class PairCounts(NamedTuple):
    """How the votes on each pair of each prompt category turned out; ``model_a < model_b``, equal lengths."""

    category: Ints
    model_a: Ints
    model_b: Ints
    wins_a: Ints
    wins_b: Ints
    ties: Ints
    both_bad: Ints


class Expander:
    """Turns votes into entries, given the axes on which votes of each prompt category count."""

    def __init__(self, axes_of: Mapping[int, Sequence[int]]) -> None:
        categories = sorted(axes_of)
        self._categories = np.array(categories, np.int64)
        self._counts = np.array([len(axes_of[category]) for category in categories], np.int64)
        self._starts = np.cumsum(self._counts) - self._counts
        self._axes = np.array([axis for c in categories for axis in axes_of[c]], np.int64)
        self._table = np.full(categories[-1] + 1 if categories and categories[-1] < _SMALL else 0, -1)
        if self._table.size:
            self._table[self._categories] = np.arange(self._categories.size)

    def expand(self, left: ArrayLike, right: ArrayLike, outcome: ArrayLike, categories: ArrayLike) -> Entries:
        """Return the entries of these votes, in their order.

        The four arguments have one value per vote. The rows of a ranking stay together on each axis. Raise
        KeyError for an unknown category.
        """
        rows = self._rows(np.asarray(categories, np.int64))
        counts, codes = self._counts[rows], np.asarray(outcome, np.int64)
        vote = np.repeat(np.arange(rows.size), counts)
        firsts = np.cumsum(counts) - counts
        axis = self._axes[(self._starts[rows] - firsts)[vote] + np.arange(vote.size)]
        if codes.max(initial=0) > BOTH_BAD:
            within = np.arange(vote.size) - firsts[vote]
            order = np.lexsort((vote, within, _chain_starts(codes)[vote]))
            axis, vote = axis[order], vote[order]
        sides = (np.asarray(side, np.int64)[vote] for side in (left, right, codes))
        return Entries(axis, *sides)

    def _rows(self, categories: Ints) -> Ints:
        if not categories.size:
            return categories
        if not self._categories.size:
            raise KeyError(int(categories[0]))
        if categories.max() < self._table.size:
            rows = self._table[categories]
            if rows.min() >= 0:
                return rows
        rows = np.searchsorted(self._categories, categories)
        unknown = self._categories[np.minimum(rows, self._categories.size - 1)] != categories
        if unknown.any():
            raise KeyError(int(categories[unknown][0]))
        return rows


def _chain_starts(codes: Ints) -> Ints:
    """Return for each row the index of the row with which its ranking begins; its own for votes on a pair."""
    rows = np.arange(codes.size)
    follows = np.concatenate(([False], (codes[:-1] >= ABOVE) & (codes[:-1] < LAST_ABOVE)))
    return np.asarray(np.maximum.accumulate(np.where(follows, 0, rows)), np.int64)


def distinct(values: Ints) -> tuple[Ints, Ints]:
    """Return the distinct values, ascending, and each value's index among them.

    Like ``np.unique`` with the inverse, but without its sort if the values are close to each other, as the
    ids of models and axes are.
    """
    # As numbers of Python: the numbers of two voters can be further from each other than 63 bits can count.
    low, high = (int(values.min()), int(values.max())) if values.size else (0, -1)
    if high - low >= max(_TABLE, 4 * values.size):
        found, inverse = np.unique(values, return_inverse=True)
        return found, inverse
    above = values - low
    seen = np.zeros(high - low + 1, bool)
    seen[above] = True
    index = np.cumsum(seen) - 1
    return np.flatnonzero(seen) + low, index[above]


def slots(axis: Ints, left: Ints, right: Ints, known: dict[int, int]) -> tuple[Ints, Ints, list[int]]:
    """Return the slots of both sides of every entry, and the keys of those that are new.

    ``known`` maps a key to its slot. New keys are added to it, numbered from its length on, in ascending
    order of axis and model.
    """
    keys, index = _distinct_keys(axis, left, right)
    table = np.empty(keys.size, np.int64)
    new: list[int] = []
    for place, key in enumerate(keys.tolist()):
        slot = known.get(key)
        if slot is None:
            slot = known[key] = len(known)
            new.append(key)
        table[place] = slot
    found = table[index]
    return found[: axis.size], found[axis.size :], new


def _distinct_keys(axis: Ints, left: Ints, right: Ints) -> tuple[Ints, Ints]:
    """Return the distinct keys of all sides, ascending, and each side's index, left sides first."""
    axes, axis_index = distinct(axis)
    models, model_index = distinct(np.concatenate((left, right)))
    cells, index = distinct(np.concatenate((axis_index, axis_index)) * models.size + model_index)
    keys = axes[cells // max(models.size, 1)] << KEY_SHIFT | models[cells % max(models.size, 1)]
    return keys, index


def pair_counts(category: Ints, left: Ints, right: Ints, outcome: Ints) -> PairCounts:
    """Return the counts of these votes, in any order, by category and unordered pair, ascending."""
    keys, index = _distinct_pairs(category, np.minimum(left, right), np.maximum(left, right))
    said = np.where((left > right) & (outcome <= RIGHT), LEFT + RIGHT - outcome, outcome)
    size = keys[0].size
    table = np.bincount(index * BOTH_BAD + said - LEFT, minlength=size * BOTH_BAD).reshape(size, BOTH_BAD)
    return PairCounts(*keys, *(table[:, code - LEFT] for code in (LEFT, RIGHT, TIE, BOTH_BAD)))


def merge_counts(parts: Sequence[PairCounts]) -> PairCounts:
    """Return the sum of several counts, with each pair of a category once, ascending by both."""
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    keys, index = _distinct_pairs(*columns[:3])
    # bincount adds weights as float64, which holds every integer below 2**53.
    sums = (np.bincount(index, column, keys[0].size).astype(np.int64) for column in columns[3:])
    return PairCounts(*keys, *sums)


def _distinct_pairs(category: Ints, low: Ints, high: Ints) -> tuple[tuple[Ints, Ints, Ints], Ints]:
    """Return the distinct (category, low, high), as three ascending columns, and each vote's index."""
    categories, category_index = distinct(category)
    models, sides = distinct(np.concatenate((low, high)))
    n = max(models.size, 1)
    cells, index = distinct((category_index * n + sides[: low.size]) * n + sides[low.size :])
    return (categories[cells // (n * n)], models[cells // n % n], models[cells % n]), index
