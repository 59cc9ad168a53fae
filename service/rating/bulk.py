"""Votes by the hundred thousand: the array work around the fold, for import and recount.

A chunk of votes becomes one entry per vote and axis, entries find their slots, and pairs are counted,
all without a Python step per vote. Memory is bounded by the chunk the caller hands in: about 100 bytes
an entry.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

from service.rating.fold import BOTH_BAD, LEFT, RIGHT, TIE

Ints = NDArray[np.int64]

# A state's key is ``axis_id << 32 | model_id``: one dictionary look-up, and one machine word in
# arrays.
KEY_SHIFT = 32

# Up to this many cells (32 MB) a table indexed directly is faster than sorting, whatever the chunk.
_TABLE = 1 << 22


class Entries(NamedTuple):
    """One entry per vote and axis, in the order of the votes; four arrays of one length."""

    axis: Ints
    left: Ints
    right: Ints
    outcome: Ints


class PairCounts(NamedTuple):
    """How often each pair met on each axis and what was said; ``model_a < model_b``, arrays of one length."""

    axis: Ints
    model_a: Ints
    model_b: Ints
    wins_a: Ints
    wins_b: Ints
    ties: Ints
    both_bad: Ints


class Expander:
    """Turns votes into entries, given on which axes the votes of each stratum count."""

    def __init__(self, axes_of: Mapping[int, Sequence[int]]) -> None:
        strata = sorted(axes_of)
        self._strata = np.array(strata, np.int64)
        self._counts = np.array([len(axes_of[stratum]) for stratum in strata], np.int64)
        self._starts = np.cumsum(self._counts) - self._counts
        self._axes = np.array([axis for s in strata for axis in axes_of[s]], np.int64)

    def expand(self, left: ArrayLike, right: ArrayLike, outcome: ArrayLike, strata: ArrayLike) -> Entries:
        """Return the entries of these votes, in their order.

        The four arguments have one value a vote. Raise KeyError for a stratum that is not known.
        """
        rows = self._rows(np.asarray(strata, np.int64))
        counts = self._counts[rows]
        vote = np.repeat(np.arange(rows.size), counts)
        within = np.arange(vote.size) - np.repeat(np.cumsum(counts) - counts, counts)
        axis = self._axes[np.repeat(self._starts[rows], counts) + within]
        sides = (np.asarray(side, np.int64)[vote] for side in (left, right, outcome))
        return Entries(axis, *sides)

    def _rows(self, strata: Ints) -> Ints:
        if not strata.size:
            return strata
        if not self._strata.size:
            raise KeyError(int(strata[0]))
        rows = np.searchsorted(self._strata, strata)
        unknown = self._strata[np.minimum(rows, self._strata.size - 1)] != strata
        if unknown.any():
            raise KeyError(int(strata[unknown][0]))
        return rows


def distinct(values: Ints) -> tuple[Ints, Ints]:
    """Return the distinct values, ascending, and for each value the index of its own among them.

    As ``np.unique`` with the inverse; without its sort where the values (which must not be negative) are
    small, as the numbers of models and axes are.
    """
    top = int(values.max()) + 1 if values.size else 0
    if top > max(_TABLE, 4 * values.size):
        found, inverse = np.unique(values, return_inverse=True)
        return found, inverse
    seen = np.zeros(top, bool)
    seen[values] = True
    index = np.cumsum(seen) - 1
    return np.flatnonzero(seen), index[values]


def slots(axis: Ints, left: Ints, right: Ints, known: dict[int, int]) -> tuple[Ints, Ints, list[int]]:
    """Return the slots of both sides of every entry, and the keys of those that are new.

    ``known`` maps a key to its slot and gets the new ones, numbered on from its length in ascending order
    of axis and model.
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
    """The distinct keys of all sides, ascending, and the index of each side's: left ones, then right ones."""
    axes, axis_index = distinct(axis)
    models, model_index = distinct(np.concatenate((left, right)))
    cells, index = distinct(np.concatenate((axis_index, axis_index)) * models.size + model_index)
    keys = axes[cells // max(models.size, 1)] << KEY_SHIFT | models[cells % max(models.size, 1)]
    return keys, index


def pair_counts(axis: Ints, left: Ints, right: Ints, outcome: Ints) -> PairCounts:
    """Return the counts of these entries by axis and unordered pair, ascending.

    Whatever the entries' order.
    """
    keys, index = _distinct_pairs(axis, np.minimum(left, right), np.maximum(left, right))
    said = np.where((left > right) & (outcome <= RIGHT), LEFT + RIGHT - outcome, outcome)
    size = keys[0].size
    table = np.bincount(index * BOTH_BAD + said - LEFT, minlength=size * BOTH_BAD).reshape(size, BOTH_BAD)
    return PairCounts(*keys, *(table[:, code - LEFT] for code in (LEFT, RIGHT, TIE, BOTH_BAD)))


def merge_counts(parts: Sequence[PairCounts]) -> PairCounts:
    """Return the sum of several counts, each pair of an axis once, ascending by axis and models."""
    columns = [np.concatenate(column) for column in zip(*parts, strict=True)]
    keys, index = _distinct_pairs(*columns[:3])
    # bincount adds weights as float64, which holds every integer below 2**53
    sums = (np.bincount(index, column, keys[0].size).astype(np.int64) for column in columns[3:])
    return PairCounts(*keys, *sums)


def _distinct_pairs(axis: Ints, low: Ints, high: Ints) -> tuple[tuple[Ints, Ints, Ints], Ints]:
    """The distinct (axis, low, high), ascending, as three columns, and each entry's index among them."""
    axes, axis_index = distinct(axis)
    models, sides = distinct(np.concatenate((low, high)))
    n = max(models.size, 1)
    cells, index = distinct((axis_index * n + sides[: low.size]) * n + sides[low.size :])
    return (axes[cells // (n * n)], models[cells // n % n], models[cells % n]), index
