"""What reading a file of votes or prompts gives: batches of text columns, whatever the format was.

A file that is broken as a file (half of it, or not the format it should be) raises Malformed. A row
that is wrong in itself is refused alone, with its line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import repeat
from typing import NamedTuple

import polars as pl

from service.errors import Malformed

Progress = Callable[[int], None]

# Rows read at a time: enough to amortize a step's fixed costs, at some 100 bytes a row.
BATCH = 50_000


class Refused(NamedTuple):
    """A refused row: its line in the file (in an array or a table its place, from 1), and the reason."""

    line: int
    detail: str


class Batch(NamedTuple):
    """Some rows of a file: text columns, null for empty fields, and the line of each row.

    ``frame`` has the wanted columns that exist in the file.
    """

    frame: pl.DataFrame
    lines: pl.Series
    refused: list[Refused]

    def rows(self) -> Iterator[tuple[int, dict[str, str | None]]]:
        """Return every row with its line; rows are empty where the file has none of the wanted columns."""
        rows = self.frame.iter_rows(named=True) if self.frame.width else repeat({}, len(self.lines))
        return zip(self.lines, rows, strict=True)


def text_frame(columns: dict[str, list[str | None]], lines: list[int], refused: list[Refused]) -> Batch:
    """Return a batch of text columns; empty text becomes null."""
    series = [pl.Series(name, values, dtype=pl.String) for name, values in columns.items()]
    return Batch(blank_to_null(pl.DataFrame(series)), pl.Series("line", lines, dtype=pl.Int64), refused)


def blank_to_null(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with null in place of empty text."""
    return frame.with_columns(pl.all().replace("", None))


def not_utf8(where: str) -> Malformed:
    """Return the error for a file in another encoding."""
    return Malformed(f"{where} is not UTF-8 text; nothing was imported")
