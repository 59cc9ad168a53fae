"""Votes as one array per column, for folds of millions: a tuple for each takes longer than folding it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import itemgetter
from typing import overload

import numpy as np
from numpy.typing import ArrayLike

from service.rating.bulk import Ints

Row = tuple[int, int, int, int, int, int]
Sides = tuple[Ints, Ints, Ints, Ints]


class VoteColumns(Sequence[Row]):
    """Votes in log order: position, left and right model, outcome, category and time, as a sequence of rows.

    A slice is a view. Rows are made only for those who ask for single ones.
    """

    def __init__(self, *columns: ArrayLike) -> None:
        self._columns = [np.asarray(column, np.int64) for column in columns]

    def __len__(self) -> int:
        """Return the number of votes."""
        return int(self._columns[0].size)

    @overload
    def __getitem__(self, index: int) -> Row: ...

    @overload
    def __getitem__(self, index: slice) -> VoteColumns: ...

    def __getitem__(self, index: int | slice) -> Row | VoteColumns:
        """Return one row, or the votes of a slice."""
        if isinstance(index, slice):
            return VoteColumns(*(column[index] for column in self._columns))
        position, left, right, outcome, category, voted_at = (int(column[index]) for column in self._columns)
        return position, left, right, outcome, category, voted_at

    def __iter__(self) -> Iterator[Row]:
        """Yield the rows."""
        return zip(*(column.tolist() for column in self._columns), strict=True)

    def newest(self) -> Ints:
        """Return for each vote the newest time up to it."""
        newest: Ints = np.maximum.accumulate(self._columns[-1])
        return newest

    def sides(self) -> Sides:
        """Return the models, outcomes and categories."""
        _, left, right, outcome, category, _ = self._columns
        return left, right, outcome, category


def sides(votes: Sequence[Sequence[int]]) -> Sides:
    """Return the left and right models, outcomes and categories of rows that begin with the position."""
    if isinstance(votes, VoteColumns):
        return votes.sides()
    left, right, outcome, category = (
        np.fromiter(map(itemgetter(column), votes), np.int64, len(votes)) for column in range(1, 5)
    )
    return left, right, outcome, category
