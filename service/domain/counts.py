"""Counts by labels, for metrics. The number of labels is bounded, whatever names others come up with."""

from __future__ import annotations

from collections.abc import Iterator

OTHER = "other"
"""Stands for every label beyond the bound."""


class Counts:
    """Counts what happened by labels; the first ``most`` combinations are told apart."""

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
