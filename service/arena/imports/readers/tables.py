"""Files as tables: one way to open them, whatever their format, their packing and where they come from."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from service.arena.imports.readers.containers import unpacked
from service.arena.imports.readers.csv import open_csv
from service.arena.imports.readers.encodings import as_utf8
from service.arena.imports.readers.formats import BINARY, binary_format, text_format
from service.arena.imports.readers.frames import Batch, Content, Progress, Read, Row
from service.arena.imports.readers.json import open_json, open_lines
from service.arena.imports.readers.parquet import open_parquet
from service.arena.imports.readers.sources import local
from service.arena.imports.readers.spools import LocalFile
from service.arena.imports.readers.workbook import open_workbook
from service.errors import ArenaError, Invalid, Malformed
from service.providers.fetching import Fetcher


@dataclass(frozen=True, slots=True)
class Table:
    """An open file: its format, all of its columns, what was assumed to read it, and its first rows.

    ``columns`` has the members of objects too, as paths (``inputs.prompt``, ``models[0]``). ``size`` is in
    the unit in which `batches` reports its progress.
    """

    format: str
    columns: tuple[str, ...]
    notes: tuple[str, ...]
    sample: list[Row]
    size: int
    _read: Read

    def batches(self, wanted: Collection[str], progress: Progress = lambda _: None) -> Iterator[Batch]:
        """Yield the wanted columns and paths that exist, in batches, from the start; report the progress.

        Raise Malformed for a file that turns out to be broken.
        """
        batches = self._read(wanted, progress)
        while True:
            with _own_errors(self.format):
                batch = next(batches, None)
            if batch is None:
                return
            yield batch


def open_table(
    source: Path | str,
    format_: str | None = None,
    *,
    sheet: str | None = None,
    fetcher: Fetcher | None = None,
) -> Table:
    """Return the table in a file, in standard input (``-``) or at an http(s) address.

    The format is one of ``READERS``, by default the one that the content or the name shows; ``sheet`` is
    that of a spreadsheet. Raise Malformed for a broken file, Invalid for an unknown format and for a file
    that cannot be read, and NotFetched.
    """
    with _own_errors("a table"):
        file = unpacked(local(source, fetcher))
        kind = binary_format(file.path) or (format_ if format_ in BINARY else None)
        if kind is None:
            file = as_utf8(file)
            kind = text_format(file, format_)
        if sheet is not None and kind != "xlsx":
            raise Invalid(f"only spreadsheets have sheets, and the file is {kind}")
        with _own_errors(kind):
            content = _opened(file, kind, sheet)
        notes = (*file.notes, *content.notes)
        return Table(kind, content.columns, notes, content.sample, file.path.stat().st_size, content.read)


def _opened(file: LocalFile, kind: str, sheet: str | None) -> Content:
    if kind == "xlsx":
        return open_workbook(file, sheet)
    if kind in {"csv", "tsv"}:
        return open_csv(file, tabs=kind == "tsv")
    return {"json": open_json, "ndjson": open_lines, "parquet": open_parquet}[kind](file)


@contextmanager
def _own_errors(kind: str) -> Iterator[None]:
    """Turn the errors of libraries into ours: whatever a file contains, it is the file that is wrong.

    A library written in Rust may panic, which Python sees as an error outside the usual hierarchy.
    """
    try:
        yield
    except (ArenaError, MemoryError):
        raise
    except OSError as error:
        reason = error.strerror or str(error)
        raise Invalid(f"the file cannot be read: {reason}") from None
    except Exception as error:  # noqa: BLE001 - the readers' libraries have a dozen kinds
        raise _unreadable(kind, error) from None
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise _unreadable(kind, error) from None


def _unreadable(kind: str, error: BaseException) -> Malformed:
    reason = str(error).partition("\n")[0] or type(error).__name__
    name = kind.capitalize() if kind in BINARY else kind
    return Malformed(f"the file cannot be read as {name} ({reason}); nothing was imported")
