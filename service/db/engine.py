"""The two databases, SQLite and PostgreSQL, behind one interface, and the program's only commit.

Work on the database is a plain function of a session. The type of the session says what the function may
do: a ``ReadSession`` sees one consistent snapshot, and a ``WriteSession`` is inside the transaction that
``write`` commits. On SQLite, these functions run in a reader thread or in the only writer thread. On
PostgreSQL, they run in the event loop on asyncpg, and other tasks run while a statement waits.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from abc import ABC, abstractmethod
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Concatenate, NewType, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import QueuePool

from service.db.driver_errors import translated
from service.db.listener import Listener, notify
from service.db.poolers import postgres_engine
from service.db.replica import ReplicaReads
from service.db.revisions import PostgresRevisions, Revisions, SqliteRevisions, read_revisions, subject
from service.db.wal import Checkpointer
from service.errors import Invalid

ReadSession = NewType("ReadSession", Connection)
WriteSession = NewType("WriteSession", ReadSession)

P = ParamSpec("P")
T = TypeVar("T")

Read = Callable[Concatenate[ReadSession, P], T]
Write = Callable[Concatenate[WriteSession, P], T]

# SQLite's writers queue for one lock, which an import may hold for a while.
BUSY_SECONDS = 60
# How long to wait for PostgreSQL to close its connections. Over a broken line it never does.
CLOSE_SECONDS = 5
# 64 MB, which only one long transaction reaches. Otherwise the Checkpointer empties the log earlier.
WAL_PAGES = 16_000
# Several arenas are appended to and folded at the same time.
WRITERS = 5


class Database(ABC):
    """A database to run functions on. `read` and `write` raise Unavailable or StorageFull if it fails."""

    dialect: str
    revisions: Revisions
    writes_at_once: int
    """How many batches may be in progress. With two, a writer thread starts the next one without a pause."""
    folds_apart: bool
    """Whether votes are folded by another transaction than the one that appends them."""

    def __init__(self) -> None:
        self.after_failure: Callable[[], None] = lambda: None
        """Called on SQLite after a write has failed, in its thread, before the next one starts."""

    @abstractmethod
    async def read(self, work: Read[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run the function on one consistent snapshot and return its result."""

    @abstractmethod
    async def write(self, work: Write[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run the function in one transaction, commit it, and return the function's result."""

    @abstractmethod
    async def close(self) -> None:
        """Close all connections and threads."""


def open_database(url: str, pool_size: int = 5, *, read_url: str = "", listen_url: str = "") -> Database:
    """Return the database at a URL. Raise Invalid if it is neither SQLite nor PostgreSQL.

    PostgreSQL may also have the URL of a replica to read from, and one to listen for notifications, both
    optional.
    """
    parsed = parse_url(url)
    others = {name: parse_url(other) for name, other in (("read", read_url), ("listen", listen_url)) if other}
    if any(one.get_backend_name() == "sqlite" for one in ((parsed, *others.values()) if others else ())):
        raise Invalid("ARENA_READ_URL and ARENA_LISTEN_URL are for PostgreSQL, like the database's own URL")
    if parsed.get_backend_name() == "sqlite":
        return SqliteDatabase(parsed, pool_size)
    return PostgresDatabase(parsed, pool_size, others.get("read"), others.get("listen"))


def parse_url(url: str) -> URL:
    """Return the URL with the driver that the service uses. Raise Invalid for other databases.

    PostgreSQL's ``sslmode`` becomes ``ssl``, which is asyncpg's name for it.
    """
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):  # ValueError: the port is not a number
        parsed = URL.create("unreadable")
    drivers = {
        "sqlite": "sqlite+pysqlite",
        "postgresql": "postgresql+asyncpg",
        "postgres": "postgresql+asyncpg",
    }
    backend = parsed.get_backend_name()
    if backend not in drivers or (backend == "sqlite" and parsed.database in (None, "", ":memory:")):
        raise Invalid(
            "the database URL must look like sqlite:///path/to/file or postgresql://user:password@host/name"
        )
    query = dict(parsed.query)
    renamed = {"ssl": query.pop("sslmode")} if backend != "sqlite" and "sslmode" in query else {}
    if query:
        raise Invalid(
            f"the database URL has unsupported options: {', '.join(query)}. "
            "PostgreSQL supports only sslmode, and SQLite no options"
        )
    return parsed.set(drivername=drivers[backend], query=renamed)


def transact(connection: Connection, work: Callable[[WriteSession], T]) -> T:
    """Run the function in a transaction and commit it. No other line of the program commits."""
    transaction = connection.begin()
    try:
        result = work(WriteSession(ReadSession(connection)))
        transaction.commit()
    except BaseException:
        transaction.rollback()
        raise
    return result


def snapshot(connection: Connection, work: Callable[[ReadSession], T]) -> T:
    """Run the function on one consistent snapshot."""
    with connection.begin():
        return work(ReadSession(connection))


class SqliteDatabase(Database):
    """An SQLite file, with several reader threads and one writer thread.

    More writers would only queue for the same lock, less fairly.
    """

    dialect = "sqlite"
    writes_at_once = 2
    folds_apart = False

    def __init__(self, url: URL, pool_size: int) -> None:
        super().__init__()
        Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
        self._writer = sqlite_engine(url, begin="BEGIN IMMEDIATE", pool_size=1)
        self._readers = sqlite_engine(url, begin="BEGIN", pool_size=pool_size, read_only=True)
        self._write_thread = ThreadPoolExecutor(1, "arena-writer")
        self._read_threads = ThreadPoolExecutor(pool_size, "arena-reader")
        self._checkpointer = Checkpointer(Path(str(url.database)), self._write_thread)
        self.revisions = SqliteRevisions(str(url.database), lambda: self.read(read_revisions))

    async def read(self, work: Read[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """See Database."""
        return await asyncio.get_running_loop().run_in_executor(
            self._read_threads,
            _run,
            self._readers,
            snapshot,
            lambda session: work(session, *args, **kwargs),
        )

    async def write(self, work: Write[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """See Database."""
        return await asyncio.get_running_loop().run_in_executor(
            self._write_thread, self._write, lambda session: work(session, *args, **kwargs)
        )

    def _write(self, work: Callable[[WriteSession], T]) -> T:
        try:
            result = _run(self._writer, transact, work)
        except BaseException:
            self.after_failure()
            raise
        self._checkpointer.committed()
        return result

    async def close(self) -> None:
        """See Database."""
        await self.revisions.close()
        await asyncio.to_thread(self._checkpointer.close)
        await asyncio.to_thread(self._write_thread.shutdown)
        await asyncio.to_thread(self._read_threads.shutdown)
        self._readers.dispose()
        self._writer.dispose()


def _run(engine: Engine, driver: Callable[[Connection, Callable[..., T]], T], work: Callable[..., T]) -> T:
    with translated(), engine.connect() as connection:
        return driver(connection, work)


def sqlite_engine(url: URL, begin: str, pool_size: int, *, read_only: bool = False) -> Engine:
    """Return an engine for an SQLite file, whose transactions start with the given statement.

    WAL lets readers continue while a write is in progress. ``synchronous=FULL`` keeps acknowledged data
    through a power cut; NORMAL does not. The values of statements, such as prompts, are left out of errors,
    because errors are logged.
    """
    pragmas = [
        "synchronous=FULL",
        "foreign_keys=ON",
        "cache_size=-65536",
        f"wal_autocheckpoint={WAL_PAGES}",
    ]
    if read_only:
        pragmas.append("query_only=ON")
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=pool_size,
        max_overflow=0,
        hide_parameters=True,
        connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False, "isolation_level": None},
    )

    @event.listens_for(engine, "connect")
    def _configure(connection: sqlite3.Connection, _record: object) -> None:
        _use_wal(connection)
        for pragma in pragmas:
            connection.execute(f"PRAGMA {pragma}").close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _use_wal(connection: sqlite3.Connection) -> None:
    """Turn on the write-ahead log; SQLite fails at once, whatever its timeout, while others do the same."""
    deadline = time.monotonic() + BUSY_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL").close()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
                raise
            time.sleep(0.01)
        else:
            return


class PostgresDatabase(Database):
    """A PostgreSQL database, accessed with asyncpg in the event loop."""

    dialect = "postgresql"
    # A second batch of an arena would only hold back its votes while it waits for the first one's lock.
    writes_at_once = 1
    folds_apart = True

    def __init__(
        self, url: URL, pool_size: int, read_url: URL | None = None, listen_url: URL | None = None
    ) -> None:
        super().__init__()
        self._writers = postgres_engine(url, WRITERS, "READ COMMITTED")
        self._readers = postgres_engine(url, pool_size, "REPEATABLE READ", read_only=True)
        self._engines = [self._readers, self._writers]
        self._replica: ReplicaReads | None = None
        if read_url is not None:
            replica = postgres_engine(read_url, pool_size, "REPEATABLE READ", read_only=True)
            self._engines.append(replica)
            self._replica = ReplicaReads(partial(_read, replica), partial(_read, self._readers))
        listener = Listener(
            listen_url or url, lambda payload: _read(self._readers, partial(notify, payload=payload))
        )
        self.revisions = PostgresRevisions(listener, self._read_revisions)

    async def read(self, work: Read[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """See Database."""
        arena = subject()
        if self._replica is not None and arena is not None:
            return await self._replica.read(
                arena, lambda session: work(ReadSession(session), *args, **kwargs)
            )
        return await _read(self._readers, lambda session: work(session, *args, **kwargs))

    async def _read_revisions(self) -> dict[str, int]:
        revisions = await _read(self._readers, read_revisions)
        if self._replica is not None:
            self._replica.note(revisions)
        return revisions

    async def write(self, work: Write[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """See Database."""
        try:
            with translated():
                async with self._writers.connect() as connection:
                    return await connection.run_sync(transact, lambda session: work(session, *args, **kwargs))
        finally:
            # Even after a failure: if the connection broke during the commit, it may still have happened.
            self.revisions.note_commit()

    async def close(self) -> None:
        """See Database."""
        await self.revisions.close()
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_SECONDS):
                await asyncio.gather(*(engine.dispose() for engine in self._engines))


async def _read(engine: AsyncEngine, work: Callable[[ReadSession], T]) -> T:
    with translated():
        async with engine.connect() as connection:
            return await connection.run_sync(snapshot, work)
