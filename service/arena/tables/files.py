"""Tables of any length as files: written part by part, so that memory holds a part and not the table.

The file has no name, so nothing is left of it whatever happens to the process. It is written as a whole
before the first byte is sent: only then its length and its ETag are known, on which ranges depend, and a slow
reader keeps no snapshot of the database open.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections.abc import Callable, Iterator
from functools import partial
from shutil import copyfileobj
from tempfile import TemporaryFile, gettempdir
from typing import BinaryIO, Protocol, TypeAlias, TypeVar

import polars as pl

from service.arena.tables.encoding import encode
from service.arena.tables.parts import TableParts, table_parts
from service.blobs.files import translated
from service.db.apart import apart
from service.db.engine import Database, ReadSession
from service.domain.paging import MAX_PAGE, Page, page_of

_DIGITS = 20

Parts: TypeAlias = Iterator[Callable[[], pl.DataFrame]]
"""The parts of a table, at least one; making one needs no database any more."""


class TableFile:
    """A complete table; ``digest`` is that of its bytes.

    It is closed once it is dropped and nobody reads it any more.
    """

    def __init__(self, file: BinaryIO, digest: str, size: int) -> None:
        self.digest = digest
        self.size = size
        self._file = file
        self._readers = 0
        self._is_dropped = False

    def open(self) -> None:
        """Begin to read."""
        self._readers += 1

    def close(self) -> None:
        """End reading."""
        self._readers -= 1
        self._close_unused()

    def drop(self) -> None:
        """Let go of the file; who reads it reads on."""
        self._is_dropped = True
        self._close_unused()

    def read(self, start: int, length: int) -> bytes:
        """Return bytes of the file; any number of threads may read at once."""
        return os.pread(self._file.fileno(), length, start)

    def _close_unused(self) -> None:
        if self._is_dropped and not self._readers:
            self._file.close()


class _Target:
    """A file without a name that knows the hash and the length of what was written to it."""

    def __init__(self) -> None:
        self._hash = hashlib.sha256()
        self._size = 0
        self._file: BinaryIO = TemporaryFile(prefix="arena-table-")  # noqa: SIM115 - it outlives this object

    def write(self, data: bytes) -> int:
        """Write to the end of the file."""
        self._hash.update(data)
        self._size += len(data)
        return self._file.write(data)

    def finish(self) -> TableFile:
        """Return the file as it is now."""
        self._file.flush()
        return TableFile(self._file, self._hash.hexdigest()[:_DIGITS], self._size)

    def discard(self) -> None:
        """Let go of the file."""
        self._file.close()


class Listed(Protocol):
    """A page of a list, with the cursor to the next one."""

    @property
    def next_cursor(self) -> str | None:
        """The cursor to the next page, None on the last one."""


ListedT = TypeVar("ListedT", bound=Listed)


def list_parts(
    page: Callable[[Page], Callable[[ReadSession], ListedT]],
    frame: Callable[[ListedT], pl.DataFrame],
    after: str,
) -> Callable[[ReadSession], Parts]:
    """Return what yields the parts of a table of a whole list, after a cursor if there is one."""

    def parts(session: ReadSession) -> Parts:
        cursor: str | None = after
        while cursor is not None:
            listed = page(page_of(cursor, MAX_PAGE))(session)
            yield partial(frame, listed)
            cursor = listed.next_cursor

    return parts


async def write_table(
    database: Database, parts: Callable[[ReadSession], Parts], kind: str, *, excel: bool
) -> TableFile:
    """Return a table of one snapshot of the database as a file. Raise StorageFull or Unavailable."""
    with translated(gettempdir()):
        target = _Target()
        try:
            if kind == "parquet":
                with table_parts() as table:
                    await database.read(_write, parts, kind, table.add, excel=False)
                    await asyncio.to_thread(_join, table, target)
            else:
                await database.read(_write, parts, kind, target.write, excel=excel)
        except BaseException:
            target.discard()
            raise
        return target.finish()


def _write(
    session: ReadSession,
    parts: Callable[[ReadSession], Parts],
    kind: str,
    write: Callable[[bytes], object],
    *,
    excel: bool,
) -> None:
    for number, make in enumerate(parts(session)):
        write(apart(session, partial(_encoded, make, kind, excel=excel, first=not number)))


def _encoded(make: Callable[[], pl.DataFrame], kind: str, *, excel: bool, first: bool) -> bytes:
    return encode(make(), kind, excel=excel, first=first)


def _join(table: TableParts, target: _Target) -> None:
    with table.joined() as whole:
        copyfileobj(whole, target)
