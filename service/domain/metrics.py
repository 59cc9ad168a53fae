"""What metrics are made of: counts by labels, and histograms. To count takes less than a microsecond."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate

OTHER = "other"
"""Stands for every label beyond the bound."""


class Counts:
    """Counts what happened by labels; the first ``most`` combinations are told apart.

    So their number is bounded, whatever names others come up with.
    """

    __slots__ = ("_counts", "_most")

    def __init__(self, most: int = 100) -> None:
        self._most = most
        self._counts: dict[tuple[str, ...], int] = {}

    def add(self, *labels: str, number: int = 1) -> None:
        """Count something."""
        if labels not in self._counts and len(self._counts) >= self._most:
            labels = (OTHER,) * len(labels)
        self._counts[labels] = self._counts.get(labels, 0) + number

    def __getitem__(self, labels: tuple[str, ...]) -> int:
        return self._counts.get(labels, 0)

    def __iter__(self) -> Iterator[tuple[tuple[str, ...], int]]:
        return iter(list(self._counts.items()))


class Histogram:
    """Counts values by the first bound that they do not exceed. Not safe for several threads."""

    __slots__ = ("bounds", "counts", "total")

    def __init__(self, bounds: Sequence[float]) -> None:
        self.bounds = bounds
        self.counts = [0] * (len(bounds) + 1)
        self.total = 0.0

    def observe(self, value: float) -> None:
        """Count a value."""
        self.counts[bisect_left(self.bounds, value)] += 1
        self.total += value

    def cumulative(self) -> Iterator[tuple[str, int]]:
        """Return the bounds, ending with ``+Inf``, each with the number of values that do not exceed it."""
        return zip([*(f"{bound:g}" for bound in self.bounds), "+Inf"], accumulate(self.counts), strict=True)
