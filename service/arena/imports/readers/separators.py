"""How the fields of a CSV file are separated and quoted, told by its header and its first rows.

The header decides which separators are possible: only those that it contains outside quotes. Among them,
the one that splits most rows into as many fields as the header has. So neither a prompt full of semicolons
nor a column with decimal commas is taken for more than it is.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator
from itertools import islice
from typing import NamedTuple, Protocol

from service.arena.imports.readers.frames import LONGEST

# Some tools keep a whole conversation in a cell; Python's limit is 128 KB for the whole process.
csv.field_size_limit(LONGEST)

_ROWS = 100
_NAMED = re.compile(r'"?sep=(.)"?\r?\n', re.IGNORECASE)
_BAD = "\0bad"
_WORDS = {"\t": "tabs"}


class Dialect(NamedTuple):
    """The separator of a file's fields, and whether fields may be quoted."""

    separator: str
    quotes: bool

    def note(self) -> str:
        """Return what the dialect assumes, in words."""
        return f"columns are separated by {_WORDS.get(self.separator, repr(self.separator))}"


class Layout(NamedTuple):
    """A file's dialect, and how many characters stand before its header."""

    dialect: Dialect
    skipped: int


COMMA = Dialect(",", quotes=True)
# IANA's text/tab-separated-values knows no quoting: a quote is an ordinary character.
TABS = Dialect("\t", quotes=False)
# The first one is chosen where several fit equally well.
_CANDIDATES = (COMMA, Dialect("\t", quotes=True), TABS, Dialect(";", quotes=True), Dialect("|", quotes=True))


class Reader(Iterator[list[str]], Protocol):
    """What ``csv.reader`` returns."""

    @property
    def line_num(self) -> int:
        """Return the number of lines read."""


def reader_of(lines: Iterable[str], dialect: Dialect) -> Reader:
    """Return a reader that raises an error for a badly quoted row."""
    if dialect.quotes:
        return csv.reader(lines, delimiter=dialect.separator, strict=True)
    return csv.reader(lines, delimiter=dialect.separator, quoting=csv.QUOTE_NONE, strict=True)


def layout_of(head: str, *, tabs: bool) -> Layout:
    """Return the layout of a file that begins with these lines; ``tabs`` is whether its name says TSV."""
    named = _NAMED.match(head)
    if named:
        return Layout(Dialect(named[1], quotes=True), named.end())
    candidates = (TABS, *_CANDIDATES) if tabs else _CANDIDATES
    best = max(candidates, key=lambda dialect: _fit(head, dialect))
    return Layout(best if _fit(head, best)[1] else candidates[0], 0)


def is_table(head: str) -> bool:
    """Return whether a text looks like a CSV file with more than one column."""
    return _NAMED.match(head) is not None or any(_fit(head, dialect)[1] for dialect in _CANDIDATES)


def _fit(head: str, dialect: Dialect) -> tuple[float, int]:
    """Return how well a dialect fits: the columns it makes times the share of rows that have all of them."""
    rows = [row for row in islice(_rows(head, dialect), 1 + _ROWS) if row]
    if not rows or rows[0] == [_BAD]:
        return 0.0, 0
    width = len(rows[0])
    share = sum(len(row) == width for row in rows) / len(rows)
    return share * (width - 1), width - 1


def _rows(head: str, dialect: Dialect) -> Iterator[list[str]]:
    """Yield the rows, and one of a single field for each that is badly quoted."""
    reader = reader_of(io.StringIO(head, newline="\n"), dialect)
    while True:
        try:
            yield next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield [_BAD]
