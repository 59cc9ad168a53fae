"""Spreadsheets (``.xlsx``): the values that a sheet shows, with dates as ISO 8601."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Collection, Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice

from python_calamine import CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum, SheetVisibleEnum

from service.arena.imports.readers.containers import most_inside
from service.arena.imports.readers.frames import (
    BATCH,
    SAMPLE,
    Batch,
    Content,
    Progress,
    Refused,
    Row,
    text_frame,
)
from service.arena.imports.readers.paths import resolved, through
from service.arena.imports.readers.spools import LocalFile, pieces_of
from service.arena.imports.readers.values import as_text
from service.domain.texts.digits import number_of
from service.errors import Invalid, Malformed

# The reader keeps a sheet in memory, empty cells too, at 24 bytes each. Two cells can make it that large.
MOST_CELLS = 50_000_000
_SHEETS = "xl/worksheets/"
_CELL = re.compile(rb'\br="([A-Z]{1,3})([0-9]{1,7})"')
# The longest text that the pattern matches, less one: it may stand where two pieces meet.
_OVERLAP = 13
_EXACT = 1 << 53

Cell = int | float | str | bool | time | date | datetime | timedelta


def open_workbook(file: LocalFile, sheet: str | None) -> Content:
    """Return the rows of a sheet: the one named or numbered from 1, by default the first visible one.

    A row's line is its number in the sheet. The first row with a value is the header, and rows without any
    are skipped. Raise Invalid for an unknown sheet, Malformed for a sheet that is too large, and calamine's
    errors for a broken file.
    """
    _check_size(file)
    try:
        workbook = CalamineWorkbook.from_path(file.path)
    except PasswordError:
        raise Invalid(f"{file.name} is encrypted; save it without a password") from None
    name, note = _chosen(workbook, sheet)
    table = _Sheet(workbook.get_sheet_by_name(name), file.path.stat().st_size)
    return Content(table.columns, table.sample(), (note,) if note else (), table.read)


def _chosen(workbook: CalamineWorkbook, sheet: str | None) -> tuple[str, str | None]:
    """Return a sheet's name, and what to say about the others."""
    names = [one.name for one in workbook.sheets_metadata if one.typ == SheetTypeEnum.WorkSheet]
    visible = [
        one.name
        for one in workbook.sheets_metadata
        if one.name in names and one.visible == SheetVisibleEnum.Visible
    ]
    listed = ", ".join(map(repr, names[:10]))
    if not names:
        raise Invalid("the file has no sheet; nothing was imported")
    if sheet is None:
        name = (visible or names)[0]
        return name, f"the sheet {name!r} was read, of {listed}" if len(names) > 1 else None
    if sheet in names:
        return sheet, None
    number = number_of(sheet, len(names))
    if not number:
        raise Invalid(f"the file has no sheet {sheet!r}, but {listed}")
    return names[number - 1], None


class _Sheet:
    """A sheet whose first row names its columns."""

    def __init__(self, sheet: CalamineSheet, size: int) -> None:
        self._sheet, self._size = sheet, size
        self._header, header = next(self._numbered(), (0, []))
        self._names = [(_text(cell) or "").strip() for cell in header]
        while self._names and not self._names[-1]:
            self._names.pop()
        if not self._names:
            raise Malformed("the sheet is empty; nothing was imported")
        self.columns = tuple(Counter(name for name in self._names if name))

    def read(self, wanted: Collection[str], progress: Progress) -> Iterator[Batch]:
        """Yield the wanted columns."""
        paths = resolved(wanted, self.columns)
        columns = {path.column for path in paths.values()}
        chosen = {i: name for i, name in enumerate(self._names) if name in columns}
        twice = [name for name, count in Counter(chosen.values()).items() if count > 1]
        if twice:
            raise Malformed(f"the header names the column {twice[0]!r} twice; nothing was imported")
        rows, last = self._rows(), (self._sheet.end or (0, 0))[0] + 1
        while chunk := list(islice(rows, BATCH)):
            yield through(paths, self._batch(chunk, chosen))
            progress(self._size * chunk[-1][0] // last)

    def sample(self) -> list[Row]:
        """Return the first rows, without columns whose names occur twice."""
        once = {i: name for i, name in enumerate(self._names) if name and self._names.count(name) == 1}
        return self._batch(list(islice(self._rows(), SAMPLE)), once).first()

    def _rows(self) -> Iterator[tuple[int, list[Cell]]]:
        return islice(self._numbered(), 1, None)

    def _numbered(self) -> Iterator[tuple[int, list[Cell]]]:
        """Yield the rows that have a value, with their numbers in the sheet."""
        rows: Iterator[tuple[int, list[Cell]]] = enumerate(self._sheet.iter_rows(), 1)
        return ((number, row) for number, row in rows if any(cell != "" for cell in row))

    def _batch(self, chunk: list[tuple[int, list[Cell]]], chosen: dict[int, str]) -> Batch:
        columns: dict[str, list[str | None]] = {name: [] for name in chosen.values()}
        lines: list[int] = []
        refused: list[Refused] = []
        for line, row in chunk:
            width = max(i for i, cell in enumerate(row, 1) if cell != "")
            if width > len(self._names):
                refused.append(Refused(line, f"the row has {width} fields and the header {len(self._names)}"))
                continue
            lines.append(line)
            for i, name in chosen.items():
                columns[name].append(_text(row[i]))
        return text_frame(columns, lines, refused)


def _text(cell: Cell) -> str | None:
    """Return a cell as text; a spreadsheet keeps whole numbers as decimal ones, too."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < _EXACT:
        return str(int(cell))
    return as_text(cell)


def _check_size(file: LocalFile) -> None:
    """Raise Malformed for a file that would not fit into memory."""
    most, size = most_inside(file.path), 0
    with zipfile.ZipFile(file.path) as archive:
        for member in archive.infolist():
            area = _Area()
            with archive.open(member) as stream:
                for piece in pieces_of(stream):
                    size += len(piece)
                    if member.filename.startswith(_SHEETS):
                        area.add(piece)
                    if size > most or area.cells() > MOST_CELLS:
                        raise Malformed("the spreadsheet is too large; save it as CSV. Nothing was imported")


class _Area:
    """The rectangle that holds all cells of a sheet, from the names of its cells."""

    def __init__(self) -> None:
        self._columns: set[bytes] = set()
        self._rows = 0
        self._rest = b""

    def add(self, piece: bytes) -> None:
        """Take the next piece of the sheet's XML."""
        found = _CELL.findall(self._rest + piece)
        if found:
            self._columns.update(letters for letters, _ in found)
            self._rows = max(self._rows, *(int(number) for _, number in found), 0)
        self._rest = piece[-_OVERLAP:]

    def cells(self) -> int:
        """Return how many cells the rectangle has."""
        return self._rows * max(map(_number, self._columns), default=0)


def _number(letters: bytes) -> int:
    """Return a column's number: A is 1, Z 26, AA 27."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
