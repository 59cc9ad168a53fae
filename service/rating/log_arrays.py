"""The votes of a log that count, as arrays: what fits of a whole log read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain
from typing import NamedTuple

import numpy as np

from service.rating.bulk import Ints, pair_counts

_MOST = 2**31 - 1


class LogArrays(NamedTuple):
    """Votes in log order, one array for each column; a ranking is one row for each pair of its models.

    ``prompt`` and ``voter`` are 0 where they are not known. The rows of one ranking share a position.
    """

    position: Ints
    model_left: Ints
    model_right: Ints
    outcome: Ints
    category: Ints
    prompt: Ints
    voter: Ints

    @classmethod
    def of_rows(cls, rows: Sequence[Sequence[int]]) -> LogArrays:
        """Return the arrays of rows with these columns."""
        width = len(cls._fields)
        flat = np.fromiter(chain.from_iterable(rows), np.int64, len(rows) * width)
        return cls(*np.ascontiguousarray(flat.reshape(-1, width).T))

    @classmethod
    def joined(cls, parts: Iterable[LogArrays]) -> LogArrays:
        """Return the votes of all parts."""
        return cls(*(np.concatenate(column, dtype=np.int64) for column in zip(*parts, strict=True)))

    def upto(self, position: int) -> LogArrays:
        """Return the votes up to a position."""
        end = int(np.searchsorted(self.position, position, "right"))
        return LogArrays.joined([LogArrays(*(column[:end] for column in self))])

    def narrow(self) -> LogArrays:
        """Return the same votes in less memory; `joined` and `upto` widen them again."""
        return LogArrays(*map(_narrow, self))

    def counts(self) -> Ints:
        """Return the counts of each pair in each category, as rows of `service.rating.pooled.fit_pooled`."""
        counted = pair_counts(self.category, self.model_left, self.model_right, self.outcome)
        return np.stack(counted, axis=1)

    def sizes(self) -> dict[int, dict[int, int]]:
        """Return how many rankings of more than two models each category has, by the number of models."""
        first = np.flatnonzero(np.diff(self.position, prepend=-1))
        rows = np.diff(first, append=self.position.size)
        chosen = rows > 1
        # k models have k (k - 1) / 2 pairs.
        models = np.round((1 + np.sqrt(1 + 8 * rows[chosen])) / 2).astype(np.int64)
        sizes: dict[int, dict[int, int]] = {}
        for category, size in zip(self.category[first[chosen]].tolist(), models.tolist(), strict=True):
            known = sizes.setdefault(category, {})
            known[size] = known.get(size, 0) + 1
        return sizes


def _narrow(column: Ints) -> Ints:
    small = column.max(initial=0) <= _MOST and column.min(initial=0) >= -_MOST
    return column.astype(np.int32) if small else column
