"""What a fold changed: the states it updated, and the head-to-head counts to add."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence

import numpy as np

from service.domain.axes import ALL_CATEGORIES
from service.domain.rankings import LAST_ABOVE, comparisons, of_chain
from service.rating.bulk import Ints, PairCounts, distinct, merge_counts, pair_counts
from service.rating.fold import BOTH_BAD, RIGHT

AxesOf = Callable[[int], Sequence[int]]
"""Returns the axes on which a vote of a prompt category counts."""

PairKey = tuple[int, int, int]
CountRow = tuple[int, int, int, int, int, int, int]
SizeRow = tuple[int, int, int]
"""A prompt category, a number of models, and how many rankings of so many models there are."""

# How many rows of pairs, at 56 bytes each, may wait to be added up. Merging takes about as much again.
_MERGE_AT = 300_000


class Changes:
    """What one or several folds into a `RatingState` changed.

    ``slots`` are the slots of both sides of every vote, even if it moved no rating. Pair counts come in two
    forms, single ones from live votes and whole arrays from bulk folds. They are added up when they are read.
    A ranking adds to all its pairs, and to the number of rankings of its size.
    """

    def __init__(self) -> None:
        self.slots: set[int] = set()
        self._counts: dict[PairKey, list[int]] = {}
        self._bulk: list[PairCounts] = []
        self._pending = 0
        self._sizes: Counter[tuple[int, int]] = Counter()

    @property
    def is_empty(self) -> bool:
        """Whether nothing changed."""
        return not (self.slots or self._counts or self._bulk or self._sizes)

    @property
    def pairs(self) -> dict[PairKey, list[int]]:
        """``{(category, model_a, model_b): [wins_a, wins_b, ties, both_bad]}`` with ``model_a < model_b``.

        This is the dictionary itself, so callers may add to it.
        """
        bulk, self._bulk, self._pending = self._bulk, [], 0
        if bulk:
            for row in zip(*(column.tolist() for column in merge_counts(bulk)), strict=True):
                self._add(row[:3], row[3:])
        return self._counts

    def pair_rows(self) -> list[CountRow]:
        """Return rows ``(category, model_a, model_b, wins_a, wins_b, ties, both_bad)``, ascending."""
        if self._bulk and not self._counts:
            self._compact()
            return list(zip(*(column.tolist() for column in self._bulk[0]), strict=True))
        return sorted((*key, *counts) for key, counts in self.pairs.items())  # type: ignore[misc]

    def size_rows(self) -> list[SizeRow]:
        """Return the numbers of rankings by prompt category and size, ascending."""
        return sorted((*key, count) for key, count in self._sizes.items())

    def add_sizes(self, rows: Iterable[SizeRow]) -> None:
        """Add numbers as `size_rows` returns them."""
        for category, size, count in rows:
            self._sizes[category, size] += count

    def count_votes(self, votes: Sequence[Sequence[int]], axes_of: AxesOf) -> None:
        """Count rows that begin ``(position, left, right, outcome, category)`` by pair.

        Each counts once for all categories together, and, if the category has an axis besides the overall
        one, once for its category.
        """
        pairs = self.pairs
        links: list[tuple[int, int, int]] = []
        for _, left, right, outcome, category, *_ in votes:
            if outcome > BOTH_BAD:
                links.append((left, right, outcome))
                if outcome >= LAST_ABOVE:
                    self._count_ranking(links, _groups(category, axes_of))
                    links = []
                continue
            low, high, counted = left, right, outcome - 1
            if low > high:
                low, high = high, low
                counted = counted if outcome > RIGHT else RIGHT - outcome
            for group in _groups(category, axes_of):
                counts = pairs.get((group, low, high))
                if counts is None:
                    counts = pairs[group, low, high] = [0, 0, 0, 0]
                counts[counted] += 1

    def _count_ranking(self, links: Sequence[Sequence[int]], groups: Sequence[int]) -> None:
        ranking = of_chain(links)
        for group in groups:
            self._sizes[group, len(ranking.models)] += 1
            for a, b, outcome in comparisons(ranking):
                low, high, code = (a, b, outcome) if a < b else (b, a, outcome.mirrored)
                self._add((group, low, high), tuple(int(code == one) for one in range(1, BOTH_BAD + 1)))

    def count_arrays(self, columns: Sequence[Ints], axes_of: AxesOf) -> None:
        """Count many votes, as `count_votes` does, from columns left, right, outcome and category."""
        ranked = columns[2] > BOTH_BAD
        if ranked.any():
            rows = (column[ranked].tolist() for column in columns)
            self.count_votes([(0, *row) for row in zip(*rows, strict=True)], axes_of)
            columns = [column[~ranked] for column in columns]
        left, right, outcome, category = columns
        counts = pair_counts(category, left, right, outcome)
        categories = distinct(counts.category)[0].tolist()
        own = [one for one in categories if len(_groups(one, axes_of)) > 1]
        self.count(counts._replace(category=np.full_like(counts.category, ALL_CATEGORIES)))
        self.count(PairCounts(*np.stack(counts)[:, np.isin(counts.category, own)]))

    def count(self, counts: PairCounts) -> None:
        """Add the counts of a chunk. Memory grows with the distinct pairs, not with the chunks."""
        self._bulk.append(counts)
        self._pending += counts.category.size
        if self._pending > _MERGE_AT:
            self._compact()

    def pair_counts(self) -> PairCounts:
        """Return the counts as columns, ascending as in `pair_rows`."""
        if self._counts or not self._bulk:
            return PairCounts(*np.array(self.pair_rows(), np.int64).reshape(-1, len(PairCounts._fields)).T)
        self._compact()
        return self._bulk[0]

    def merge(self, other: Changes) -> None:
        """Add what another fold into the same `RatingState` changed."""
        self.slots |= other.slots
        for key, counts in other._counts.items():
            self._add(key, counts)
        for part in other._bulk:
            self.count(part)
        self._sizes.update(other._sizes)

    def _compact(self) -> None:
        self._bulk = [merge_counts(self._bulk)]
        self._pending = 0

    def _add(self, key: PairKey, counts: list[int] | tuple[int, ...]) -> None:
        known = self._counts.get(key)
        if known is None:
            self._counts[key] = list(counts)
        else:
            for i, count in enumerate(counts):
                known[i] += count


def _groups(category: int, axes_of: AxesOf) -> tuple[int, ...]:
    """Return the categories under which a vote's pair is counted."""
    return (ALL_CATEGORIES, category) if len(axes_of(category)) > 1 else (ALL_CATEGORIES,)
