"""Text in other encodings, and with the line ends of old Macs, rewritten as UTF-8 with line feeds.

A file that is not UTF-8 is Windows-1252 where nothing speaks against it: that is how Excel writes CSV in
Western Europe and America. The report says so. Where other letters would come out, the file is refused.
"""

from __future__ import annotations

import codecs
import io
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import BinaryIO, NamedTuple

from service.arena.imports.readers.spools import LocalFile, pieces_of, spooled
from service.errors import Malformed

_BOMS = {
    codecs.BOM_UTF32_LE: "utf-32-le",
    codecs.BOM_UTF32_BE: "utf-32-be",
    codecs.BOM_UTF16_LE: "utf-16-le",
    codecs.BOM_UTF16_BE: "utf-16-be",
}
_WINDOWS = "cp1252"
_HEAD = 1 << 16
# UTF-16 without a mark is certain if so many of the first characters, which are a header's, are ASCII.
_CERTAIN = 0.7
_LOOKED_AT = 64
_ENDS = {(0, ord("\n")), (0, ord("\r"))}
_QUOTED = re.compile(rb'"[^"]*"')
_HIGH, _RUNS = re.compile(rb"[\x80-\xff]"), re.compile(rb"[\x80-\xff]{4,}")
_INVALID, _VALID = re.compile("[\udc80-\udcff]"), re.compile("[^\0-\x7f\udc80-\udcff]")


class _Damage(NamedTuple):
    """How a file is not UTF-8: the first such line, its bytes that are not and its letters that are.

    ``high`` counts all bytes above ASCII, and ``in_runs`` those of them that stand together.
    """

    line: int
    invalid: int
    valid: int
    high: int
    in_runs: int
    nul: bool


def as_utf8(file: LocalFile) -> LocalFile:
    """Return the text as UTF-8 with line feeds, and say what was assumed.

    Where single letters of a UTF-8 file are damaged, the file stays as it is, and ``damaged``. Raise
    Malformed for an encoding that is not known for certain.
    """
    with file.path.open("rb") as opened:
        head = opened.read(_HEAD)
        encoding = _marked(head) or _unmarked(head)
        damage = None if encoding else _damage(opened)
    if encoding:
        name = encoding.upper()[: len("UTF-16")]
        return _rewritten(replace(file, notes=(*file.notes, f"the file was read as {name}")), encoding)
    if damage and _is_windows(damage):
        note = "the file is not UTF-8 and was read as Windows-1252"
        return _rewritten(replace(file, notes=(*file.notes, note)), _WINDOWS)
    file = replace(file, damaged=damage is not None)
    return _rewritten(file, "utf-8") if _has_old_lines(head) else file


def _marked(head: bytes) -> str | None:
    return next((name for bom, name in _BOMS.items() if head.startswith(bom)), None)


def _unmarked(head: bytes) -> str | None:
    """Return the order of UTF-16 without a mark: the header is ASCII, and every other byte of it is 0."""
    even, odd = head[: 2 * _LOOKED_AT : 2], head[1 : 2 * _LOOKED_AT : 2]
    for name, zeros, letters in (("utf-16-le", odd, even), ("utf-16-be", even, odd)):
        ends = (i for i, pair in enumerate(zip(zeros, letters, strict=False)) if pair in _ENDS)
        end = next(ends, len(zeros))
        if end and 0 not in letters[:end] and zeros.count(0, 0, end) >= _CERTAIN * end:
            return name
    return None


def _damage(file: BinaryIO) -> _Damage | None:
    """Return how a file is not UTF-8, None where it is."""
    file.seek(0)
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for piece in pieces_of(file):
            decoder.decode(piece)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        file.seek(0)
        return _counted(file)
    return None


def _counted(file: BinaryIO) -> _Damage:
    line, lines, invalid, valid, high, in_runs, nul = 0, 1, 0, 0, 0, 0, False
    while piece := file.read(_HEAD) + file.readline(_HEAD):
        text = piece.decode(errors="surrogateescape")
        if not line and (wrong := _INVALID.search(text)):
            line = lines + text.count("\n", 0, wrong.start())
        lines += text.count("\n")
        invalid += len(_INVALID.findall(text))
        valid += len(_VALID.findall(text))
        high += len(_HIGH.findall(piece))
        in_runs += sum(map(len, _RUNS.findall(piece)))
        nul = nul or b"\0" in piece
    return _Damage(line, invalid, valid, high, in_runs, nul)


def _is_windows(damage: _Damage) -> bool:
    """Return whether the file is Windows-1252, and not a damaged UTF-8 file. Raise Malformed for neither."""
    if damage.valid > damage.invalid:
        return False
    # Words of Cyrillic, Greek, Chinese or Japanese letters are runs of high bytes; accents stand alone.
    if damage.nul or damage.in_runs * 2 > damage.high:
        raise Malformed(f"line {damage.line} is not UTF-8 text; save the file as UTF-8. Nothing was imported")
    return True


def _has_old_lines(head: bytes) -> bool:
    """Return whether lines end in carriage returns alone; line feeds within quotes end no line."""
    outside = _QUOTED.sub(b"", head)
    return b"\r" in outside and b"\n" not in outside


def _rewritten(file: LocalFile, encoding: str) -> LocalFile:
    with file.path.open("rb") as opened:
        old = _has_old_lines(opened.read(_HEAD).decode(encoding, errors="ignore").encode(errors="ignore"))
        opened.seek(0)
        text = _text(opened, encoding)
        most = 4 * file.path.stat().st_size  # a letter has at most four bytes
        pieces = (
            piece.encode(errors="surrogateescape") for piece in (_with_line_feeds(text) if old else text)
        )
        return replace(spooled(pieces, file.name, file.notes, at_most=most), damaged=file.damaged)


def _text(file: BinaryIO, encoding: str) -> Iterator[str]:
    """Yield the file's text without its mark; damaged letters of UTF-8 stay what they are."""
    errors = "surrogateescape" if encoding == "utf-8" else "strict"
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    mark = "\ufeff"
    try:
        for piece in pieces_of(file):
            yield decoder.decode(piece).removeprefix(mark)
            mark = ""
        yield decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        names = "neither UTF-8 nor Windows-1252" if encoding == _WINDOWS else f"not {encoding.upper()}"
        raise Malformed(f"the file is {names} text ({error.reason}); nothing was imported") from None


def _with_line_feeds(pieces: Iterator[str]) -> Iterator[str]:
    decoder = io.IncrementalNewlineDecoder(None, translate=True)
    for piece in pieces:
        yield decoder.decode(piece)
    yield decoder.decode("", final=True)
