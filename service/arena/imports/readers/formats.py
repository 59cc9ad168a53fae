"""The reader for a file, by the format that is named or by the ending of the file's name."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import partial
from pathlib import Path

from service.arena.imports.readers.csv import TSV, read_csv
from service.arena.imports.readers.frames import Batch, Progress
from service.arena.imports.readers.json import read_array, read_lines
from service.arena.imports.readers.parquet import read_parquet
from service.errors import Invalid

Reader = Callable[[Path, Collection[str], Progress], Iterator[Batch]]

READERS: dict[str, Reader] = {
    "csv": read_csv,
    "tsv": partial(read_csv, dialect=TSV),
    "json": read_array,
    "ndjson": read_lines,
    "parquet": read_parquet,
}
# LMArena's votes: their columns are known in every format; this name stands for JSON.
LMARENA = "lmarena"
_SUFFIXES = {f".{name}": name for name in READERS} | {".jsonl": "ndjson"}


def reader(path: Path, format_: str | None) -> Reader:
    """Return the reader for a file. Raise as `format_of`."""
    return READERS[format_of(path, format_)]


def format_of(path: Path, format_: str | None) -> str:
    """Return the format of a file; raise Invalid where its name does not show it."""
    told = _SUFFIXES.get(path.suffix.lower())
    found = told if format_ is None else format_
    if format_ == LMARENA:
        found = told or "json"
    if found is None:
        raise Invalid(f"{path.name} does not say its format; name it with --format {'|'.join(READERS)}")
    return found
