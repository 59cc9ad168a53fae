"""JSON arrays and NDJSON. Arrays are read element by element, so that large files need little memory."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Iterator
from io import TextIOWrapper
from itertools import islice
from pathlib import Path
from typing import NoReturn, TextIO

from service.arena.imports.readers.frames import BATCH, Batch, Progress, Refused, not_utf8, text_frame
from service.errors import Invalid, Malformed

_PIECE = 1 << 20
# An element longer than this is an array that is broken near its start.
_LONGEST = 1 << 26
_SPACE = " \t\r\n"

Numbered = Iterator[tuple[int, object]]


def read_array(path: Path, wanted: Collection[str], progress: Progress) -> Iterator[Batch]:
    """Return the wanted members of the objects in a JSON array, in batches.

    A row's line is its place, from 1. Raise Malformed where the file is not one complete JSON array.
    """
    return _read(path, wanted, progress, lambda file: enumerate(_Array(file), 1))


def read_lines(path: Path, wanted: Collection[str], progress: Progress) -> Iterator[Batch]:
    """Return the wanted members of the objects in an NDJSON file, one for each line, in batches.

    Raise Malformed where a line is not JSON. Empty lines are skipped.
    """
    return _read(path, wanted, progress, _lines)


def _read(
    path: Path, wanted: Collection[str], progress: Progress, values: Callable[[TextIO], Numbered]
) -> Iterator[Batch]:
    with path.open("rb") as raw:
        file = TextIOWrapper(raw, encoding="utf-8-sig")
        numbered = values(file)
        try:
            while chunk := list(islice(numbered, BATCH)):
                yield _batch(chunk, wanted)
                progress(raw.tell())
        except UnicodeDecodeError:
            raise not_utf8("the file") from None
        except RecursionError:
            raise Malformed("the JSON is nested too deeply; nothing was imported") from None


def _batch(chunk: Iterable[tuple[int, object]], wanted: Collection[str]) -> Batch:
    lines: list[int] = []
    rows: list[dict[str, str | None]] = []
    refused: list[Refused] = []
    for line, value in chunk:
        try:
            rows.append(_row(value, wanted))
            lines.append(line)
        except Invalid as error:
            refused.append(Refused(line, error.detail))
    names = sorted({name for row in rows for name in row})
    return text_frame({name: [row.get(name) for row in rows] for name in names}, lines, refused)


def _row(value: object, wanted: Collection[str]) -> dict[str, str | None]:
    if not isinstance(value, dict):
        raise Invalid("is not a JSON object")
    return {name: _text(name, member) for name, member in value.items() if name in wanted}


def _text(name: str, value: object) -> str | None:
    """Return a member as it would be written in a CSV file."""
    if isinstance(value, str):
        return _valid(name, value)
    if value is None:
        return None
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return repr(value)
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return ";".join(_valid(name, item).replace(";", " ") for item in value)
    raise Invalid(f"{name} is neither text, a number nor a list of texts")


def _valid(name: str, text: str) -> str:
    try:
        text.encode()
    except UnicodeEncodeError:
        raise Invalid(f"{name} contains half of a surrogate pair, which is not valid text") from None
    return text


def _lines(file: TextIO) -> Numbered:
    for number, line in enumerate(file, 1):
        if line.strip():
            try:
                yield number, json.loads(line, parse_constant=_no_number)
            except ValueError as error:
                raise _broken(f"line {number}", error) from None


class _Array:
    """The elements of the JSON array in a file, parsed one by one."""

    def __init__(self, file: TextIO) -> None:
        self._file = file
        self._text = ""
        self._at = 0
        self._count = 0
        self._decoder = json.JSONDecoder(parse_constant=_no_number)

    def __iter__(self) -> Iterator[object]:
        self._expect("[", "the file is not a JSON array; for one object per line use --format ndjson")
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
                if len(self._text) - self._at > _LONGEST or not self._fill():
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


def _no_number(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not a JSON number")
