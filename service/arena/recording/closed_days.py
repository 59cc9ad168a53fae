"""What a fold made of closed days, in a form that can be compared without looking up each day."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from service.db.queries.ratings import RatingTuple


@dataclass(slots=True)
class ClosedRows:
    """How many ratings closed days have, and the sum of their hashes.

    History is stored by axis and folded by day: looking up each day would read it once for every day. Rows
    whose number and sum are equal are the same rows, except for one case in 2**64. The hash of a row of
    numbers is the same in every process.
    """

    number: int = 0
    total: int = 0

    @classmethod
    def of(cls, rows: Iterable[RatingTuple]) -> ClosedRows:
        """Return what some rows are."""
        hashes = [hash(row) for row in rows]
        return cls(len(hashes), sum(hashes) % (1 << 64))

    def add(self, other: ClosedRows) -> None:
        """Add other rows to these."""
        self.number += other.number
        self.total = (self.total + other.total) % (1 << 64)
