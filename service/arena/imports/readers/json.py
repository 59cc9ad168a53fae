"""JSON and NDJSON. Arrays are read element by element, so that large files need little memory."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from io import TextIOWrapper
from itertools import islice
from typing import BinaryIO, NamedTuple, TextIO

from service.arena.imports.readers.frames import (
    BATCH,
    LONGEST,
    SAMPLE,
    Batch,
    Content,
    Progress,
    Refused,
    text_frame,
)
from service.arena.imports.readers.paths import Path, listed, readings
from service.arena.imports.readers.spools import LocalFile
from service.arena.imports.readers.values import as_text
from service.errors import Invalid, Malformed

_PIECE = 1 << 20
# An object is read as a whole; price lists have some megabytes.
MOST_AT_ONCE = 1 << 28
_SPACE = " \t\r\n"

KEY = "key"
"""The column for the names of the members, where a file is an object of objects."""

Numbered = Iterator[tuple[int, object]]


def open_json(file: LocalFile) -> Content:
    """Return the rows of a JSON file: the objects in its array, or in its only list, or its members.

    A row's line is its place, from 1. Raise Malformed where the file is not one complete JSON value.
    """
    return _open(file, _elements)


def open_lines(file: LocalFile) -> Content:
    """Return the rows of an NDJSON file, one JSON object a line. Empty lines are skipped."""
    return _open(file, _lines)


def _open(file: LocalFile, values: Callable[[TextIO], Numbered]) -> Content:
    def read(wanted: Collection[str], progress: Progress) -> Iterator[Batch]:
        return _read(file, values, wanted, progress)

    with file.path.open("rb") as raw, _text(file, raw) as text:
        first = [value for _, value in islice(_guarded(values(text)), SAMPLE)]
    columns = listed([value for value in first if isinstance(value, dict)])
    sample = _batch(enumerate(first), {name: tuple(readings(name)) for name in columns}).first()
    return Content(columns, sample, (), read)


def _text(file: LocalFile, raw: BinaryIO) -> TextIOWrapper:
    errors = "surrogateescape" if file.damaged else "strict"
    return TextIOWrapper(raw, encoding="utf-8-sig", errors=errors, newline="\n")


def _read(
    file: LocalFile, values: Callable[[TextIO], Numbered], wanted: Collection[str], progress: Progress
) -> Iterator[Batch]:
    ways = {name: tuple(readings(name)) for name in wanted}
    with file.path.open("rb") as raw, _text(file, raw) as text:
        numbered = _guarded(values(text))
        while chunk := list(islice(numbered, BATCH)):
            yield _batch(chunk, ways)
            progress(raw.tell())


def _guarded(numbered: Numbered) -> Numbered:
    """Yield the values; raise Malformed where the JSON is nested too deeply to be read."""
    try:
        yield from numbered
    except RecursionError:
        raise Malformed("the JSON is nested too deeply; nothing was imported") from None


def _batch(chunk: Iterable[tuple[int, object]], ways: Mapping[str, tuple[Path, ...]]) -> Batch:
    lines: list[int] = []
    rows: list[dict[str, str | None]] = []
    refused: list[Refused] = []
    for line, value in chunk:
        try:
            rows.append(_row(value, ways))
            lines.append(line)
        except Invalid as error:
            refused.append(Refused(line, error.detail))
    names = sorted({name for row in rows for name in row})
    return text_frame({name: [row.get(name) for row in rows] for name in names}, lines, refused)


def _row(value: object, ways: Mapping[str, tuple[Path, ...]]) -> dict[str, str | None]:
    if isinstance(value, _Broken):
        raise Invalid(value.reason)
    if not isinstance(value, dict):
        raise Invalid("is not a JSON object")
    row: dict[str, str | None] = {}
    for name, paths in ways.items():
        for path in paths:
            if path.column in value:
                row[name] = _cell(path, value)
                break
    return row


def _cell(path: Path, row: Mapping[str, object]) -> str | None:
    try:
        return as_text(path.value(row))
    except Invalid as error:
        raise Invalid(f"{path.text} {error.detail}") from None


class _Broken(NamedTuple):
    """A line that is not JSON, and why."""

    reason: str


def _lines(file: TextIO) -> Numbered:
    """Yield the values of the lines.

    A broken line is refused alone. But if it is the first one, the file is something else, and if the last
    one does not even end, the file is cut off.
    """
    read = False
    for number, line in enumerate(file, 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line, parse_constant=_constant)
        except (ValueError, RecursionError) as error:
            reason = "it is nested too deeply" if isinstance(error, RecursionError) else str(error)
            if not read or not line.endswith("\n"):
                raise Malformed(f"line {number} is not JSON ({reason}); nothing was imported") from None
            value = _Broken(f"the line is not JSON ({reason})")
        yield number, value
        read = True


def _elements(file: TextIO) -> Numbered:
    array = _Array(file)
    return enumerate(_members(array.rest()) if array.is_object() else array, 1)


def _members(text: str) -> Iterator[object]:
    """Yield the rows in a JSON object: those of its only list of objects, or its members with their names."""
    try:
        content = json.loads(text, parse_constant=_constant)
    except ValueError as error:
        raise _broken("the file", error) from None
    if not content:
        raise Malformed("the JSON object is empty; nothing was imported")
    lists = [value for value in content.values() if isinstance(value, list)]
    tables = [value for value in lists if value and all(isinstance(row, dict) for row in value)]
    if len(tables) == 1:
        yield from tables[0]
        return
    if not any(isinstance(value, dict) for value in content.values()):
        yield from lists[0] if len(lists) == 1 else [content]
        return
    for name, value in content.items():
        yield {**value, KEY: name} if isinstance(value, dict) else value


class _Array:
    """The elements of the JSON array in a file, parsed one by one."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._text = ""
        self._at = 0
        self._count = 0
        self._decoder = json.JSONDecoder(parse_constant=_constant)

    def is_object(self) -> bool:
        """Return whether the file holds an object instead."""
        return self._peek() == "{"

    def rest(self) -> str:
        """Return the text that follows."""
        rest = self._text[self._at :] + self._file.read(MOST_AT_ONCE)
        if len(rest) >= MOST_AT_ONCE:
            raise Malformed("the JSON object is too large; write an array, or one object a line")
        return rest

    def __iter__(self) -> Iterator[object]:
        self._expect(
            "[",
            "the file is not a JSON array; for one object per line use --format ndjson. Nothing was imported",
        )
        if self._peek() == "]":
            self._at += 1
        else:
            yield self._element()
            while self._next(",]") == ",":
                yield self._element()
        if self._peek():
            raise Malformed("something follows the JSON array; nothing was imported")

    def _element(self) -> object:
        self._count += 1
        self._peek()
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
            except ValueError as error:
                if len(self._text) - self._at > LONGEST or not self._fill():
                    raise _broken(f"element {self._count}", error) from None
                continue
            # A number at the very end may continue in the next piece.
            if end < len(self._text) or not self._fill():
                self._at = end
                return value

    def _next(self, expected: str) -> str:
        character = self._peek()
        if not character or character not in expected:
            raise Malformed(
                f"the JSON array is incomplete or broken after element {self._count}; nothing was imported"
            )
        self._at += 1
        return character

    def _expect(self, character: str, otherwise: str) -> None:
        if self._peek() != character:
            raise Malformed(otherwise)
        self._at += 1

    def _peek(self) -> str:
        """Return the next character that is not whitespace, "" at the end, without consuming it."""
        while True:
            while self._at < len(self._text) and self._text[self._at] in _SPACE:
                self._at += 1
            if self._at < len(self._text):
                return self._text[self._at]
            if not self._fill():
                return ""

    def _fill(self) -> bool:
        """Read the next piece and drop what was parsed; return False at the end of the file."""
        piece = self._file.read(_PIECE)
        self._text = self._text[self._at :] + piece
        self._at = 0
        return bool(piece)


def _broken(where: str, error: ValueError) -> Malformed:
    return Malformed(f"{where} is not JSON ({error}); nothing was imported")


def _constant(name: str) -> str | None:
    """Return what Python writes for a number that JSON does not have: not a number is nothing."""
    return None if name == "NaN" else name
