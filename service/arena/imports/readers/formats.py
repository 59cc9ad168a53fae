"""The format of a file: the one that is named, the one that its content shows, or the ending of its name."""

from __future__ import annotations

import json
from pathlib import Path

from service.arena.imports.readers.containers import is_workbook
from service.arena.imports.readers.frames import LONGEST
from service.arena.imports.readers.separators import is_table
from service.arena.imports.readers.spools import LocalFile
from service.errors import Invalid

# What can be read.
READERS = ("csv", "tsv", "json", "ndjson", "parquet", "xlsx")
BINARY = ("parquet", "xlsx")
# LMArena's votes: their columns are known in every format; this name stands for JSON.
LMARENA = "lmarena"
_SUFFIXES = {
    **{f".{name}": name for name in READERS},
    ".jsonl": "ndjson",
    ".tab": "tsv",
    ".pq": "parquet",
    ".xlsm": "xlsx",
}
_HEAD = 1 << 16


def binary_format(path: Path) -> str | None:
    """Return the format of a file that is not text, whatever its name."""
    with path.open("rb") as file:
        if file.read(4) == b"PAR1":
            return "parquet"
    return "xlsx" if is_workbook(path) else None


def text_format(file: LocalFile, format_: str | None) -> str:
    """Return the format of a text file. Raise Invalid where neither its name nor its content shows it."""
    named = _SUFFIXES.get(file.suffix) if format_ in {None, LMARENA} else format_
    with file.path.open("rb") as opened:
        head = opened.read(_HEAD).decode("utf-8-sig", errors="replace").lstrip()
    if named in {"json", "ndjson"} or (named is None and head[:1] in {"[", "{"}):
        return _kind_of_json(file.path, head, named or "json")
    if named is None and format_ is None and not is_table(head):
        raise Invalid(f"{file.name} does not say its format; name it with --format {'|'.join(READERS)}")
    return named or ("csv" if is_table(head) else "json")


def _kind_of_json(path: Path, head: str, named: str) -> str:
    """Return whether the text is one JSON value or one a line: tools call both kinds of file ``.json``."""
    if head.startswith("["):
        return "json"
    with path.open("rb") as opened:
        lines = (line for line in iter(lambda: opened.readline(LONGEST), b"") if line.strip())
        first, second = next(lines, b""), next(lines, b"")
    return "ndjson" if second and _is_object(first) else named


def _is_object(line: bytes) -> bool:
    try:
        return isinstance(json.loads(line.decode("utf-8-sig", errors="replace")), dict)
    except (ValueError, RecursionError):
        return False
