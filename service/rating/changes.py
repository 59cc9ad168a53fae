"""What a fold touched: the states it may have changed, and the head-to-head counts to add."""

from __future__ import annotations

from service.rating.bulk import PairCounts, merge_counts

PairKey = tuple[int, int, int]
PairRow = tuple[int, int, int, int, int, int, int]

# Rows of pairs, at 56 bytes, that may wait to be added up; merging takes about as much again.
_MERGE_AT = 300_000


class Changes:
    """What one or several folds of a book touched.

    ``slots`` are the book's slots of all sides of all votes, also of those that moved no rating. Counts
    of pairs come in two forms, single ones from live votes and whole arrays from bulk; they are added up
    when they are asked for.
    """

    def __init__(self) -> None:
        self.slots: set[int] = set()
        self._counts: dict[PairKey, list[int]] = {}
        self._bulk: list[PairCounts] = []
        self._pending = 0

    @property
    def pairs(self) -> dict[PairKey, list[int]]:
        """``{(axis, model_a, model_b): [wins_a, wins_b, ties, both_bad]}`` with ``model_a < model_b``.

        The dictionary itself: what is added to it is counted.
        """
        bulk, self._bulk, self._pending = self._bulk, [], 0
        if bulk:
            for row in zip(*(column.tolist() for column in merge_counts(bulk)), strict=True):
                self._add(row[:3], row[3:])
        return self._counts

    def pair_rows(self) -> list[PairRow]:
        """Return one row ``(axis, model_a, model_b, wins_a, wins_b, ties, both_bad)`` a pair, ascending."""
        if self._bulk and not self._counts:
            self._compact()
            return list(zip(*(column.tolist() for column in self._bulk[0]), strict=True))
        return sorted((*key, *counts) for key, counts in self.pairs.items())  # type: ignore[misc]

    def count(self, counts: PairCounts) -> None:
        """Add the counts of a chunk. Memory stays that of the distinct pairs, not of the chunks."""
        self._bulk.append(counts)
        self._pending += counts.axis.size
        if self._pending > _MERGE_AT:
            self._compact()

    def merge(self, other: Changes) -> None:
        """Add what another fold of the same book touched."""
        self.slots |= other.slots
        for key, counts in other._counts.items():
            self._add(key, counts)
        for part in other._bulk:
            self.count(part)

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
