"""What a fold changed: the states it updated, and the head-to-head counts to add."""

from __future__ import annotations

from collections.abc import Iterable

from service.rating.bulk import PairCounts, merge_counts

PairKey = tuple[int, int, int]
CountRow = tuple[int, int, int, int, int, int, int]

# How many rows of pairs, at 56 bytes each, may wait to be added up. Merging takes about as much again.
_MERGE_AT = 300_000


class Changes:
    """What one or several folds into a `RatingState` changed.

    ``slots`` are the slots of both sides of every vote, even if it moved no rating. Pair counts come in two
    forms, single ones from live votes and whole arrays from bulk folds. They are added up when they are read.
    """

    def __init__(self) -> None:
        self.slots: set[int] = set()
        self._counts: dict[PairKey, list[int]] = {}
        self._bulk: list[PairCounts] = []
        self._pending = 0

    @property
    def pairs(self) -> dict[PairKey, list[int]]:
        """``{(axis, model_a, model_b): [wins_a, wins_b, ties, both_bad]}`` with ``model_a < model_b``.

        This is the dictionary itself, so callers may add to it.
        """
        bulk, self._bulk, self._pending = self._bulk, [], 0
        if bulk:
            for row in zip(*(column.tolist() for column in merge_counts(bulk)), strict=True):
                self._add(row[:3], row[3:])
        return self._counts

    def pair_rows(self) -> list[CountRow]:
        """Return rows ``(axis, model_a, model_b, wins_a, wins_b, ties, both_bad)``, ascending."""
        if self._bulk and not self._counts:
            self._compact()
            return list(zip(*(column.tolist() for column in self._bulk[0]), strict=True))
        return sorted((*key, *counts) for key, counts in self.pairs.items())  # type: ignore[misc]

    def count(self, counts: PairCounts) -> None:
        """Add the counts of a chunk. Memory grows with the distinct pairs, not with the chunks."""
        self._bulk.append(counts)
        self._pending += counts.axis.size
        if self._pending > _MERGE_AT:
            self._compact()

    def add_rows(self, rows: Iterable[CountRow]) -> None:
        """Add counts as `pair_rows` returns them."""
        for row in rows:
            self._add(row[:3], row[3:])

    def merge(self, other: Changes) -> None:
        """Add what another fold into the same `RatingState` changed."""
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
