"""CSV, read in two ways with the same result: a fast one for simple blocks, an exact one for all others.

Polars splits a block without quotes in which every line has as many separators as the header, ten times as
fast as Python's ``csv``. Everything else goes through ``csv``, which knows line numbers, rejects bad quoting,
and lets single rows of the wrong length be refused alone.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import BinaryIO, NamedTuple

import polars as pl

from service.arena import csv_cells
from service.arena.imports.readers.frames import Batch, Progress, Refused, not_utf8, text_frame
from service.errors import Malformed

BLOCK = 1 << 22
# A record longer than this is a quote that was never closed.
_LONGEST = 1 << 26
_BOM = b"\xef\xbb\xbf"


class _Dialect(NamedTuple):
    separator: str
    quotes: bool

    def inside(self, block: bytes, start: int, end: int) -> int:
        """Return 1 where only one end of a part of a block is inside quotes, 0 otherwise."""
        return block.count(b'"', start, end) % 2 if self.quotes else 0


# IANA's text/tab-separated-values knows no quoting: a quote is an ordinary character.
CSV, TSV = _Dialect(",", quotes=True), _Dialect("\t", quotes=False)


class _Header(NamedTuple):
    names: list[str]
    wanted: list[int]
    dialect: _Dialect


def read_csv(
    path: Path, wanted: Collection[str], progress: Progress, *, dialect: _Dialect = CSV
) -> Iterator[Batch]:
    """Yield the wanted columns of a CSV file with a header, in batches; report the bytes read.

    In CSV, what an export escaped is read as it was; see `service.arena.csv_cells`.
    Raise Malformed for a file without a header, in another encoding or with broken quotes.
    """
    with path.open("rb") as file:
        first = _first_record(file, dialect)
        header = _header(first, wanted, dialect)
        line = first.count(b"\n") + 1
        for block in _blocks(file, line, dialect):
            batch = _plain(block, line, header) or _exact(block, line, header)
            if dialect is CSV and b"'" in block:
                batch = batch._replace(frame=csv_cells.unescape(batch.frame))
            line += block.count(b"\n")
            yield batch
            progress(file.tell())


def _first_record(file: BinaryIO, dialect: _Dialect) -> bytes:
    record = file.readline()
    while dialect.inside(record, 0, len(record)) and (more := file.readline()) and len(record) < _LONGEST:
        record += more
    return record


def _header(record: bytes, wanted: Collection[str], dialect: _Dialect) -> _Header:
    text = _decode(record.removeprefix(_BOM), 1)
    rows = list(_rows(text, 1, dialect))
    if len(rows) != 1:
        raise Malformed("line 1 is not the header of a CSV file; nothing was imported")
    names = [name.strip() for name in rows[0][1]]
    twice = sorted(name for name in set(names) if name in wanted and names.count(name) > 1)
    if twice:
        raise Malformed(f"the header names the column {twice[0]!r} twice; nothing was imported")
    return _Header(names, [i for i, name in enumerate(names) if name in wanted], dialect)


def _blocks(file: BinaryIO, line: int, dialect: _Dialect) -> Iterator[bytes]:
    """Yield the rest of the file in blocks that end where a record ends."""
    rest = b""
    while piece := file.read(BLOCK):
        rest += piece
        end = _record_end(rest, dialect)
        if end:
            yield rest[:end]
            line += rest.count(b"\n", 0, end)
            rest = rest[end:]
        elif len(rest) > _LONGEST:
            raise Malformed(f"line {line}: a quote is never closed; nothing was imported")
    if rest:
        yield rest


def _record_end(block: bytes, dialect: _Dialect) -> int:
    """Return the position after the last line break outside quotes, 0 where there is none."""
    end = block.rfind(b"\n") + 1
    inside = dialect.inside(block, 0, end)
    while inside:
        before = block.rfind(b"\n", 0, end - 1) + 1
        inside ^= dialect.inside(block, before, end)
        end = before
    return end


def _plain(block: bytes, line: int, header: _Header) -> Batch | None:
    """Return the block as polars splits it, None where ``csv`` might split it differently."""
    plain = block.replace(b"\r\n", b"\n") if b"\r" in block else block
    separator, quotes = header.dialect
    records = plain.count(b"\n") + (not plain.endswith(b"\n"))
    separators = records * (len(header.names) - 1)
    if not separators or plain.count(separator.encode()) != separators:
        return None
    if b"\r" in plain or (quotes and b'"' in plain):
        return None
    _decode(plain, line)
    try:
        frame = pl.read_csv(
            plain,
            has_header=False,
            separator=separator,
            quote_char=None,
            infer_schema=False,
            columns=[f"column_{i}" for i in header.wanted],
        )
    except pl.exceptions.ComputeError:
        return None  # the right number of separators in all, but not in each line
    names = {f"column_{i}": header.names[i] for i in header.wanted}
    return Batch(frame.rename(names), pl.int_range(line, line + records, eager=True), [])


def _exact(block: bytes, line: int, header: _Header) -> Batch:
    columns: dict[str, list[str | None]] = {header.names[i]: [] for i in header.wanted}
    lines: list[int] = []
    refused: list[Refused] = []
    for number, row in _rows(_decode(block, line), line, header.dialect):
        if len(row) != len(header.names):
            refused.append(Refused(number, _wrong_length(row, header)))
            continue
        lines.append(number)
        for i in header.wanted:
            columns[header.names[i]].append(row[i])
    return text_frame(columns, lines, refused)


def _rows(text: str, line: int, dialect: _Dialect) -> Iterator[tuple[int, list[str]]]:
    """Yield the records of the text with the lines on which they begin, without empty lines."""
    reader = csv.reader(
        io.StringIO(text, newline=""),
        delimiter=dialect.separator,
        quoting=csv.QUOTE_MINIMAL if dialect.quotes else csv.QUOTE_NONE,
        strict=True,
    )
    begin = line
    try:
        for row in reader:
            if row:
                yield begin, row
            begin = line + reader.line_num
    except csv.Error as error:
        raise Malformed(f"line {begin}: {error}; nothing was imported") from None


def _wrong_length(row: list[str], header: _Header) -> str:
    return f"the row has {len(row)} fields and the header {len(header.names)}"


def _decode(block: bytes, line: int) -> str:
    try:
        return block.decode()
    except UnicodeDecodeError as error:
        at = line + block.count(b"\n", 0, error.start)
        raise not_utf8(f"line {at}") from None
