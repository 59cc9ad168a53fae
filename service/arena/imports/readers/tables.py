"""Files as tables: one way to open them, whatever their format."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from service.arena.imports.readers.formats import Reader, format_of, reader
from service.arena.imports.readers.frames import Batch, Progress

SAMPLE = 100

Row = dict[str, str | None]


class _All(frozenset[str]):
    """Every column of a file."""

    def __contains__(self, name: object) -> bool:
        return True


@dataclass(frozen=True, slots=True)
class Table:
    """An open file: its format, all of its columns, what was assumed to read it, and its first rows.

    ``size`` is in bytes; `batches` reports how many of them were read.
    """

    format: str
    columns: tuple[str, ...]
    notes: tuple[str, ...]
    sample: list[Row]
    size: int
    _path: Path
    _read: Reader

    def batches(self, wanted: Collection[str], progress: Progress = lambda _: None) -> Iterator[Batch]:
        """Yield the wanted columns that exist, in batches; report the bytes read."""
        return self._read(self._path, wanted, progress)


def open_table(source: Path | str, format_: str | None = None) -> Table:
    """Return the table in a file. Raise Malformed for a broken file, and Invalid for an unknown format."""
    path = Path(source)
    read = reader(path, format_)
    columns: dict[str, None] = {}
    sample: list[Row] = []
    for batch in read(path, _All(), lambda _: None):
        columns |= dict.fromkeys(batch.frame.columns)
        sample += batch.frame.head(SAMPLE - len(sample)).iter_rows(named=True)
        break
    return Table(format_of(path, format_), tuple(columns), (), sample, path.stat().st_size, path, read)
