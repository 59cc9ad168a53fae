"""A database that is only looked at: not even its files are touched, so it may be on a read-only disk."""

from __future__ import annotations

import asyncio
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import ParamSpec, TypeVar
from urllib.parse import quote

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool

from service.db.driver_errors import translated
from service.db.engine import (
    BUSY_SECONDS,
    Database,
    Read,
    Write,
    open_database,
    snapshot,
)
from service.db.migrate import revision_of
from service.db.revisions import SqliteRevisions, read_revisions
from service.db.urls import parse_url
from service.errors import Unavailable

P = ParamSpec("P")
T = TypeVar("T")


def open_read_only(url: str, pool_size: int = 5) -> Database:
    """Return the database at a URL, for reading. Raise as `service.db.engine.open_database` does."""
    parsed = parse_url(url)
    if parsed.get_backend_name() == "sqlite":
        return ReadOnlySqlite(parsed)
    return open_database(url, pool_size)  # its readers' transactions are read-only


def is_absent(url: str) -> bool:
    """Return whether there is no database at a URL yet: no SQLite file, or nothing in a PostgreSQL database.

    Must not be called from an event loop. Raise Unavailable if a server cannot be reached.
    """
    parsed = parse_url(url)
    if parsed.get_backend_name() == "sqlite":
        path = Path(str(parsed.database))
        return not path.exists() or not path.stat().st_size
    return revision_of(url) is None


class ReadOnlySqlite(Database):
    """An SQLite file, read in one thread.

    Opening a file with a write-ahead log as usual creates files beside it, and closing it may empty the log
    into the file. If nobody has it open, there is no log, and the file is read as one that cannot change.
    """

    dialect = "sqlite"
    writes_at_once = 1
    folds_apart = False

    def __init__(self, url: URL) -> None:
        super().__init__()
        self._path = Path(str(url.database)).absolute()
        # One connection for each snapshot: a server may start or stop meanwhile.
        self._engine = create_engine("sqlite://", creator=self._connect, poolclass=NullPool)
        self.engines = (self._engine,)
        self._thread = ThreadPoolExecutor(1, "arena-reader")
        self.revisions = SqliteRevisions(str(self._path), lambda: self.read(read_revisions))

        @event.listens_for(self._engine, "begin")
        def _begin(connection: Connection) -> None:
            connection.exec_driver_sql("BEGIN")

    def _connect(self) -> sqlite3.Connection:
        log = self._path.with_name(f"{self._path.name}-wal")
        options = "mode=ro" if log.exists() else "mode=ro&immutable=1"
        return sqlite3.connect(
            f"file:{quote(str(self._path))}?{options}",
            uri=True,
            timeout=BUSY_SECONDS,
            isolation_level=None,
            check_same_thread=False,
        )

    async def read(self, work: Read[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """See Database. Raise Unavailable if there is no such file."""
        if not self._path.exists():
            raise Unavailable(f"there is no database at {self._path}; `arena migrate` creates it")
        return await asyncio.get_running_loop().run_in_executor(
            self._thread, self._read, lambda session: work(session, *args, **kwargs)
        )

    def _read(self, work: Read[..., T]) -> T:
        with translated(), self._engine.connect() as connection:
            return snapshot(connection, work)

    async def write_once(self, work: Write[P, T], *args: P.args, **kwargs: P.kwargs) -> T:  # noqa: ARG002 - none
        """Raise Unavailable."""
        raise Unavailable("the database was opened for reading only")

    async def close(self) -> None:
        """See Database."""
        await self.revisions.close()
        await asyncio.to_thread(self._thread.shutdown)
        self._engine.dispose()
