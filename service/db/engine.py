"""The two databases, SQLite and PostgreSQL, behind one interface, and the program's only commit.

Work on the database is a plain function of a session. The type of the session says what the function may
do: a ``ReadSession`` sees one consistent snapshot, and a ``WriteSession`` is inside the transaction that
``write`` commits. On SQLite, these functions run in a reader thread or in the only writer thread. On
PostgreSQL, they run in the event loop on asyncpg, and other tasks run while a statement waits.
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Concatenate, NamedTuple, NewType, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncEngine
from sqlalchemy.pool import Pool, QueuePool

from service.db.driver_errors import is_lost_race, translated
from service.db.listener import Listener, notify
from service.db.poolers import apart, passed, postgres_engine
from service.db.replica import ReplicaReads
from service.db.revisions import PostgresRevisions, Revisions, SqliteRevisions, read_revisions, subject
from service.db.schema_versions import (
    RefusedError,
    SqliteGuard,
    explain,
    explained,
    guarded,
    postgres_guard,
)
from service.db.urls import parse_url
from service.db.wal import Checkpointer
from service.errors import Invalid, Unavailable
from service.logs.incidents import Outage

logger = logging.getLogger(__name__)

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
# Keeps acknowledged data through a power cut; NORMAL does not.
SYNCHRONOUS = "FULL"
# 64 MB, which only one long transaction reaches. Otherwise the Checkpointer empties the log earlier.
WAL_PAGES = 16_000
# After this many lost races in a row it is no race.
RERUNS = 5
# Several arenas are appended to and folded at the same time.
WRITERS = 5


class PoolUse(NamedTuple):
    """How many connections of a pool are in use, and how many may be."""

    used: int
    size: int


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
        self.engines: Sequence[Engine] = ()
        """Where the sessions come from, to give something to all of them."""
        self._reading = Outage("reads from the database fail", logger)
        self._writing = Outage("writes to the database fail", logger)

    @abstractmethod
    async def read(self, work: Read[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run the function on one consistent snapshot and return its result."""

    async def write(self, work: Write[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run the function in one transaction, commit it, and return the function's result.

        If another process stores a row meanwhile that must be unique, run the function again: it then finds
        that row, and answers as if it had come later. So the function must not keep anything in between.
        """
        return await self.write_once(work, *args, **kwargs)

    @abstractmethod
    async def write_once(self, work: Write[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Write as `write` does, but never run the function again: for one that uses something up."""

    async def read_apart(self, work: Read[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Read as `read` does, but on PostgreSQL each statement sees a snapshot of its own.

        A transaction takes a round trip to begin, and one to end.
        """
        return await self.read(work, *args, **kwargs)

    async def write_apart(self, work: Write[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Write as `write_once` does, but on PostgreSQL each statement is a transaction of its own.

        It is committed in the round trip that makes it, and its locks never wait for this process. So the
        function writes with one statement at most, which looks at `schema_versions.READY`.
        """
        return await self.write_once(work, *args, **kwargs)

    def pools(self) -> dict[str, PoolUse]:
        """Return the use of each pool of connections, by what it is for."""
        return {}

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
        with translated():
            Path(str(url.database)).parent.mkdir(parents=True, exist_ok=True)
        self._writer = sqlite_engine(url, begin="BEGIN IMMEDIATE", pool_size=1)
        self._readers = sqlite_engine(url, begin="BEGIN", pool_size=pool_size, read_only=True)
        self.engines = (self._writer, self._readers)
        self._write_thread = ThreadPoolExecutor(1, "arena-writer")
        self._read_threads = ThreadPoolExecutor(pool_size, "arena-reader")
        self._guard = SqliteGuard()
        self._checkpointer = Checkpointer(Path(str(url.database)), self._write_thread)
        self.revisions = SqliteRevisions(str(url.database), lambda: self.read(read_revisions))

    async def read(self, work: Read[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """See Database."""
        with self._reading:
            return await asyncio.get_running_loop().run_in_executor(
                self._read_threads,
                _run,
                self._readers,
                snapshot,
                lambda session: work(session, *args, **kwargs),
            )

    async def write_once(self, work: Write[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """See Database. Between its reads and its writes no other process writes, so no race can be lost."""
        with self._writing:
            return await asyncio.get_running_loop().run_in_executor(
                self._write_thread, self._write, lambda session: work(session, *args, **kwargs)
            )

    def _write(self, work: Callable[[WriteSession], T]) -> T:
        def checked(session: WriteSession) -> T:
            self._guard.check(session)
            return work(session)

        try:
            result = _run(self._writer, transact, checked)
        except BaseException:
            self.after_failure()
            raise
        self._checkpointer.committed()
        return result

    def pools(self) -> dict[str, PoolUse]:
        """See Database."""
        return {"write": _use(self._writer.pool), "read": _use(self._readers.pool)}

    async def close(self) -> None:
        """See Database."""
        await self.revisions.close()
        await asyncio.to_thread(self._checkpointer.close)
        await asyncio.to_thread(self._write_thread.shutdown)
        await asyncio.to_thread(self._read_threads.shutdown)
        self._readers.dispose()
        self._writer.dispose()


def _use(pool: Pool) -> PoolUse:
    return PoolUse(pool.checkedout(), pool.size()) if isinstance(pool, QueuePool) else PoolUse(0, 0)


def _run(engine: Engine, driver: Callable[[Connection, Callable[..., T]], T], work: Callable[..., T]) -> T:
    with translated(), engine.connect() as connection:
        return driver(connection, work)


def sqlite_engine(url: URL, begin: str, pool_size: int, *, read_only: bool = False) -> Engine:
    """Return an engine for an SQLite file, whose transactions start with the given statement.

    WAL lets readers continue while a write is in progress. The values of statements, such as prompts, are
    left out of errors, because errors are logged.
    """
    pragmas = [
        f"synchronous={SYNCHRONOUS}",
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
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > deadline:
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
        self._writers = postgres_engine(url, WRITERS, "READ COMMITTED", guard=postgres_guard)
        self._readers = postgres_engine(url, pool_size, "REPEATABLE READ", read_only=True)
        self._engines = [self._readers, self._writers]
        self._readers_apart, self._writers_apart = map(apart, self._engines)
        self._replica: ReplicaReads | None = None
        if read_url is not None:
            replica = postgres_engine(read_url, pool_size, "REPEATABLE READ", read_only=True)
            self._engines.append(replica)
            self._replica = ReplicaReads(partial(_read, replica), partial(_read, self._readers))
        self.engines = [one.sync_engine for one in (*self._engines, self._readers_apart, self._writers_apart)]
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
        with self._reading:
            return await _read(self._readers, lambda session: work(session, *args, **kwargs))

    async def _read_revisions(self) -> dict[str, int]:
        with self._reading:
            revisions = await _read(self._readers, read_revisions)
        if self._replica is not None:
            self._replica.note(revisions)
        return revisions

    async def write(self, work: Write[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """See Database."""
        for _ in range(RERUNS):
            try:
                return await self.write_once(work, *args, **kwargs)
            except (IntegrityError, Unavailable) as error:
                if not is_lost_race(error):
                    raise
        return await self.write_once(work, *args, **kwargs)

    async def write_once(self, work: Write[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """See Database."""
        checked = guarded(lambda session: work(WriteSession(ReadSession(session)), *args, **kwargs), passed)
        return await self._write(self._writers, partial(transact, work=checked))

    async def read_apart(self, work: Read[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """See Database."""
        with self._reading:
            return await _run_in(
                self._readers_apart, lambda session: work(ReadSession(session), *args, **kwargs)
            )

    async def write_apart(self, work: Write[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """See Database."""
        checked = explained(lambda session: work(WriteSession(ReadSession(session)), *args, **kwargs))
        return await self._write(self._writers_apart, checked)

    async def _write(self, engine: AsyncEngine, work: Callable[[Connection], T]) -> T:
        try:
            with self._writing:
                return await _run_in(engine, work)
        except RefusedError:
            with self._reading:
                await _read(self._readers, explain)
            raise
        finally:
            # Even after a failure: if the connection broke during the commit, it may still have happened.
            self.revisions.note_commit()

    def pools(self) -> dict[str, PoolUse]:
        """See Database."""
        return {"write": _use(self._writers.pool), "read": _use(self._readers.pool)}

    async def close(self) -> None:
        """See Database."""
        await self.revisions.close()
        with suppress(TimeoutError):
            async with asyncio.timeout(CLOSE_SECONDS):
                await asyncio.gather(*(engine.dispose() for engine in self._engines))


async def _read(engine: AsyncEngine, work: Callable[[ReadSession], T]) -> T:
    return await _run_in(engine, partial(snapshot, work=work))


async def _run_in(engine: AsyncEngine, work: Callable[[Connection], T]) -> T:
    with translated():
        async with engine.connect() as connection:
            return await connection.run_sync(work)
