"""What reading a file gives: batches of text columns, whatever the format was.

A file that is broken as a file (half of it, or not the format it should be) raises Malformed. A row
that is wrong in itself is refused alone, with its line.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import repeat
from typing import NamedTuple

import polars as pl

from service.arena.missing import without_missing

Progress = Callable[[int], None]
Row = dict[str, str | None]

# Rows read at a time: enough to amortize a step's fixed costs, at some 100 bytes a row.
BATCH = 50_000
SAMPLE = 100
# A cell, a line or an element of JSON that is longer is a file broken near its start.
LONGEST = 1 << 26


class Refused(NamedTuple):
    """A refused row: its line in the file (in an array or a table its place, from 1), and the reason."""

    line: int
    detail: str


# Rows that come from one line have numbers of their own, which begin here, in the order of the file.
_PARTS = 1 << 62
_MOST_PARTS = 20  # bits


def part_of(line: int, part: int) -> int:
    """Return the number of a part of a line, from 0, where each part becomes a row."""
    return _PARTS + (line << _MOST_PARTS) + part


def line_of(number: int) -> int:
    """Return the line of a row by its number, which is the line itself unless the row is a part of it."""
    return (number - _PARTS) >> _MOST_PARTS if number >= _PARTS else number


def by_line(refused: Iterable[Refused]) -> list[Refused]:
    """Return refused rows in the order of their lines, which replace the numbers of rows."""
    return sorted(Refused(line_of(one.line), one.detail) for one in refused)


class Batch(NamedTuple):
    """Some rows of a file: text columns, null for empty fields, and the line of each row.

    ``frame`` has the wanted columns that exist in the file. Where a line has become several rows, ``lines``
    has the numbers that `part_of` gives them.
    """

    frame: pl.DataFrame
    lines: pl.Series
    refused: list[Refused]

    def rows(self) -> Iterator[tuple[int, Row]]:
        """Return every row with its line; rows are empty where the file has none of the wanted columns."""
        rows = self.frame.iter_rows(named=True) if self.frame.width else repeat({}, len(self.lines))
        return zip(self.lines, rows, strict=True)

    def first(self) -> list[Row]:
        """Return the first rows as a sample."""
        return list(self.frame.head(SAMPLE).iter_rows(named=True))


Read = Callable[[Collection[str], Progress], Iterator[Batch]]
"""Yields the wanted columns of a file in batches, and reports the bytes read."""


@dataclass(frozen=True, slots=True)
class Content:
    """What a reader found in a file: its columns, its first rows, what it assumed, and how to read it all."""

    columns: tuple[str, ...]
    sample: list[Row]
    notes: tuple[str, ...]
    read: Read


def text_frame(columns: Mapping[str, list[str | None]], lines: list[int], refused: list[Refused]) -> Batch:
    """Return a batch of text columns; missing values become null."""
    series = [pl.Series(name, values, dtype=pl.String) for name, values in columns.items()]
    return Batch(without_missing(pl.DataFrame(series)), pl.Series("line", lines, dtype=pl.Int64), refused)
