"""CSV, read in two ways with the same result: a fast one for simple blocks, an exact one for all others.

Polars splits a block without quotes in which every line has as many separators as the header, ten times as
fast as Python's ``csv``. Everything else goes through ``csv``, which knows line numbers, and lets single rows
be refused alone: of the wrong length, badly quoted, or with damaged letters.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import NamedTuple

import polars as pl

from service.arena import csv_cells
from service.arena.imports.readers.frames import LONGEST, Batch, Content, Progress, Refused, text_frame
from service.arena.imports.readers.paths import resolved, through
from service.arena.imports.readers.separators import COMMA, TABS, Dialect, layout_of, reader_of
from service.arena.imports.readers.spools import LocalFile
from service.arena.missing import without_missing
from service.errors import Malformed

BLOCK = 1 << 22
_HEAD = 1 << 18
_BOM = b"\xef\xbb\xbf"
_DAMAGED = re.compile("[\udc80-\udcff]")


@dataclass(frozen=True, slots=True)
class _Header:
    """The columns, how they are separated, and the line and the byte where the first row begins.

    ``head`` has the first rows.
    """

    names: list[str]
    dialect: Dialect
    line: int
    start: int
    head: bytes
    damaged: bool

    def chosen(self, wanted: Collection[str]) -> dict[int, str]:
        """Return the wanted columns by their place; raise Malformed where the header names one twice."""
        chosen = {i: name for i, name in enumerate(self.names) if name in wanted}
        for name, count in Counter(chosen.values()).items():
            if count > 1:
                raise Malformed(f"the header names the column {name!r} twice; nothing was imported")
        return chosen


class _Rows(NamedTuple):
    """The rows of a block, and how many of its bytes they are."""

    batch: Batch
    used: int


def open_csv(file: LocalFile, *, tabs: bool) -> Content:
    """Return the rows of a CSV file with a header; ``tabs`` is whether its name or the user says TSV.

    What an export escaped is read as it was; see `service.arena.csv_cells`. Raise Malformed for a file
    without a header, and while reading for one with a quote that is never closed.
    """
    header = _header(file, tabs=tabs)
    names = Counter(name for name in header.names if name)
    expected = {TABS.separator} if tabs else {COMMA.separator}
    notes = () if header.dialect.separator in expected or len(header.names) == 1 else (header.dialect.note(),)

    def read(wanted: Collection[str], progress: Progress) -> Iterator[Batch]:
        paths = resolved(wanted, header.names)
        chosen = header.chosen({path.column for path in paths.values()})
        return (through(paths, batch) for batch in _read(file, header, chosen, progress))

    once = {i: name for i, name in enumerate(header.names) if names[name] == 1}
    sample = _rows(header.head, header.line, header, once).batch.first()
    return Content(tuple(names), sample, notes, read)


def _header(file: LocalFile, *, tabs: bool) -> _Header:
    with file.path.open("rb") as opened:
        bom = len(_BOM) if opened.read(len(_BOM)) == _BOM else 0
        opened.seek(bom)
        head = (opened.read(_HEAD) + opened.readline(LONGEST)).decode(errors="surrogateescape")
    layout = layout_of(head, tabs=tabs)
    skipped, text = head[: layout.skipped], head[layout.skipped :]
    reader = reader_of(io.StringIO(text, newline="\n"), layout.dialect)
    try:
        names = next(reader, [])
    except csv.Error:
        names = []
    if not any(names) or _DAMAGED.search("".join(names)):
        raise Malformed("line 1 is not the header of a CSV file; nothing was imported")
    before = skipped + "".join(islice(io.StringIO(text, newline="\n"), reader.line_num))
    start = bom + len(before.encode(errors="surrogateescape"))
    line = before.count("\n") + 1
    rows = head[len(before) :].encode(errors="surrogateescape")
    return _Header([name.strip() for name in names], layout.dialect, line, start, rows, damaged=file.damaged)


def _read(file: LocalFile, header: _Header, chosen: dict[int, str], progress: Progress) -> Iterator[Batch]:
    line = header.line
    with file.path.open("rb") as opened:
        opened.seek(header.start)
        rest = b""
        while piece := opened.read(BLOCK):
            rest += piece
            end = rest.rfind(b"\n") + 1
            if not end and len(rest) <= LONGEST:
                continue
            rows = _rows(rest[:end], line, header, chosen)
            line += rest.count(b"\n", 0, rows.used)
            rest = rest[rows.used :]
            if len(rest) > LONGEST:
                raise Malformed(f"line {line}: a quote is never closed; nothing was imported")
            yield rows.batch
            progress(opened.tell())
        if rest:
            rows = _rows(rest, line, header, chosen)
            if rows.used < len(rest):
                raise Malformed(f"line {line}: a quote is never closed; nothing was imported")
            yield rows.batch


def _rows(block: bytes, line: int, header: _Header, chosen: dict[int, str]) -> _Rows:
    """Return the complete rows of a block that begins with a row."""
    plain = _plain(block, line, header, chosen)
    rows = _exact(block, line, header, chosen) if plain is None else _Rows(plain, len(block))
    if header.dialect.quotes and b"'" in block:
        frame = csv_cells.unescape(rows.batch.frame)
        return rows._replace(batch=rows.batch._replace(frame=frame))
    return rows


def _plain(block: bytes, line: int, header: _Header, chosen: dict[int, str]) -> Batch | None:
    """Return the block as polars splits it, None where ``csv`` might split it differently.

    The block has as many separators as all of its rows together need, and polars refuses a row with too
    many of them. So no row can have too few.
    """
    plain = block.replace(b"\r\n", b"\n") if b"\r" in block else block
    separator, quotes = header.dialect
    records = plain.count(b"\n") + (not plain.endswith(b"\n"))
    separators = records * (len(header.names) - 1)
    if not separators or plain.count(separator.encode()) != separators:
        return None
    if b"\r" in plain or (quotes and b'"' in plain) or (header.damaged and not _is_utf8(plain)):
        return None
    schema = {str(i): pl.String for i in range(len(header.names))}
    try:
        # All columns: of a row that is too long, polars says nothing where it leaves columns out.
        frame = pl.read_csv(plain, has_header=False, separator=separator, quote_char=None, schema=schema)
    except (pl.exceptions.ComputeError, pl.exceptions.SchemaError):
        return None
    padding = any(
        pad in plain for pad in (separator.encode() + b" ", b" " + separator.encode(), b" \n", b"\n ")
    )
    texts = without_missing(
        frame.select(pl.col(str(i)).alias(name) for i, name in chosen.items()), padded=padding
    )
    return Batch(texts, pl.int_range(line, line + records, eager=True), [])


def _exact(block: bytes, line: int, header: _Header, chosen: dict[int, str]) -> _Rows:
    """Return the block as ``csv`` splits it, without a row at its end whose quote is still open."""
    columns: dict[str, list[str | None]] = {name: [] for name in chosen.values()}
    lines: list[int] = []
    refused: list[Refused] = []
    records = _Records(block.decode(errors="surrogateescape"), line, header.dialect)
    for at, row in records:
        reason = row if isinstance(row, str) else _fault(row, header, chosen)
        if reason:
            refused.append(Refused(at, reason))
            continue
        lines.append(at)
        for i, name in chosen.items():
            columns[name].append(row[i])
    return _Rows(text_frame(columns, lines, refused), _end_of(block, records.complete))


def _fault(row: Sequence[str], header: _Header, chosen: dict[int, str]) -> str | None:
    if len(row) != len(header.names):
        return f"the row has {len(row)} fields and the header {len(header.names)}"
    if header.damaged and any(_DAMAGED.search(row[i]) for i in chosen):
        return "the row is not UTF-8 text"
    return None


class _Records:
    """The records of a text: the line on which each begins, and its fields, or why it is refused.

    ``complete`` counts the lines of all records that are not cut off at the end of the text.
    """

    def __init__(self, text: str, line: int, dialect: Dialect) -> None:
        self.complete = 0
        self._line = line
        self._is_over = False
        self._reader = reader_of(chain(io.StringIO(text, newline="\n"), self._end()), dialect)

    def _end(self) -> Iterator[str]:
        self._is_over = True
        yield from ()

    def __iter__(self) -> Iterator[tuple[int, list[str] | str]]:
        while (row := self._next()) is not None:
            if row:
                yield self._line + self.complete, row
            self.complete = self._reader.line_num

    def _next(self) -> list[str] | str | None:
        """Return a record's fields, why it is refused, [] for an empty line, and None at the end.

        A fault within one line is that line's alone. After several lines nobody can tell which quote was
        meant to be open: raise Malformed.
        """
        try:
            return next(self._reader, None)
        except csv.Error as error:
            if self._is_over:
                return None
            begin = self._line + self.complete
            if self._reader.line_num > self.complete + 1:
                raise Malformed(f"line {begin}: {error}; nothing was imported") from None
            return f"the row is not CSV: {error}"


def _end_of(block: bytes, lines: int) -> int:
    """Return the position behind so many lines of a block."""
    if lines >= block.count(b"\n") + (not block.endswith(b"\n")):
        return len(block)
    end = 0
    for _ in range(lines):
        end = block.index(b"\n", end) + 1
    return end


def _is_utf8(block: bytes) -> bool:
    try:
        block.decode()
    except UnicodeDecodeError:
        return False
    return True
