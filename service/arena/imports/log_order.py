"""Exports of a log, whose rows count in the log's order: only so do its ratings come back."""

from __future__ import annotations

import polars as pl

VOIDED, POSITION = "voided_at", "position"


class LogOrder:
    """Finds out whether rows are those of a log, in its order: every row is below the one before it.

    A table that somebody has sorted in another way is not, and is put in the order of its times.
    """

    def __init__(self) -> None:
        self._last: int | None = None
        self._ascends = True

    @property
    def holds(self) -> bool:
        """Whether all rows so far were in a log's order."""
        return self._ascends and self._last is not None

    def add(self, frame: pl.DataFrame) -> None:
        """Look at the next rows of the file, at least one column of them."""
        if not self._ascends or not frame.height:
            return
        if not {VOIDED, POSITION} <= set(frame.columns):
            self._ascends = False
            return
        positions = frame[POSITION].cast(pl.Int64, strict=False)
        first, last = positions[0], positions[-1]
        self._ascends = (
            not positions.null_count()
            and (self._last is None or first > self._last)
            and not (positions.diff() <= 0).any()
        )
        self._last = last
