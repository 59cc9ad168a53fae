"""The current revision of each arena and of the catalog, known without a query for every read.

A cached response may be used only while the revisions it was made from are current. On SQLite,
``PRAGMA data_version`` reads a number from shared memory that changes with every commit of another
connection. On PostgreSQL, every commit sends a notification, which reaches other processes within
milliseconds.
"""

from __future__ import annotations

import asyncio
import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Mapping

import asyncpg
from sqlalchemy import Connection, text
from sqlalchemy.engine import URL

CHANNEL = "arena_changed"

Read = Callable[[], Awaitable[dict[str, int]]]

_ALL = "SELECT slug, revision FROM arenas UNION ALL SELECT '', revision FROM catalog"
_RECONNECT_SECONDS = 1.0
# A connection that broke silently looks like one without notifications. The revisions may be outdated for
# this long, and for as long again until the check times out.
_SILENCE_SECONDS = 5.0


def read_revisions(connection: Connection) -> dict[str, int]:
    """Return the revision of every arena by slug, and the catalog's under the empty slug."""
    return {row.slug: row.revision for row in connection.execute(text(_ALL))}


class Revisions(ABC):
    """The current revisions, by slug of the arena; the catalog has the empty slug."""

    @abstractmethod
    def current(self) -> Mapping[str, int] | None:
        """Return the revisions, or None if only a query can tell them."""

    @abstractmethod
    async def query(self) -> Mapping[str, int]:
        """Read the revisions from the database."""

    @abstractmethod
    def note_commit(self) -> None:
        """Tell that this process has committed something."""

    @abstractmethod
    async def close(self) -> None:
        """Close the connection."""


class SqliteRevisions(Revisions):
    """Reads the version of the file from shared memory at every call: about 5 microseconds, never stale."""

    def __init__(self, path: str, read: Read) -> None:
        self._path = path
        self._read = read
        self._connection: sqlite3.Connection | None = None
        self._version = -1
        self._revisions: dict[str, int] = {}

    def current(self) -> Mapping[str, int] | None:
        """See Revisions. Return None if the file cannot be read right now."""
        try:
            return self._read_version()
        except sqlite3.Error:
            self._version = -1
            return None

    def _read_version(self) -> Mapping[str, int]:
        if self._connection is None:
            self._connection = sqlite3.connect(self._path, timeout=0, isolation_level=None)
        version = self._connection.execute("PRAGMA data_version").fetchone()[0]
        if version != self._version:
            self._revisions = dict(self._connection.execute(_ALL).fetchall())
            self._version = version
        return self._revisions

    async def query(self) -> Mapping[str, int]:
        """See Revisions."""
        return await self._read()

    def note_commit(self) -> None:
        """See Revisions. SQLite changes the version by itself."""

    async def close(self) -> None:
        """See Revisions."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class PostgresRevisions(Revisions):
    """Listens for notifications on its own connection. While that is down, every read queries."""

    def __init__(self, url: URL, read: Read) -> None:
        self._dsn = url.set(drivername="postgresql", query={}).render_as_string(hide_password=False)
        self._ssl = url.query.get("ssl")
        self._read = read
        self._revisions: dict[str, int] | None = None
        self._commits = 0
        self._listening = False
        self._task: asyncio.Task[None] | None = None

    def current(self) -> Mapping[str, int] | None:
        """See Revisions. The first call starts to listen."""
        if self._task is None:
            self._task = asyncio.create_task(self._listen(), name="arena-revisions")
        return self._revisions if self._listening else None

    def note_commit(self) -> None:
        """See Revisions."""
        self._commits += 1
        self._revisions = None

    async def query(self) -> Mapping[str, int]:
        """Read the revisions from the database. Remember them unless something was committed meanwhile."""
        commits = self._commits
        revisions = await self._read()
        if commits == self._commits:
            self._revisions = revisions
        return revisions

    async def _listen(self) -> None:
        while True:
            try:
                await self._listen_once()
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                await asyncio.sleep(_RECONNECT_SECONDS)

    async def _listen_once(self) -> None:
        lost = asyncio.Event()
        connection = await asyncpg.connect(self._dsn, ssl=self._ssl, timeout=5)
        try:
            connection.add_termination_listener(lambda _: lost.set())
            await connection.add_listener(CHANNEL, lambda *_: self.note_commit())
            self.note_commit()
            self._listening = True
            while not lost.is_set():
                await self._wait(connection, lost)
        finally:
            self._listening = False
            connection.terminate()

    async def _wait(self, connection: asyncpg.Connection, lost: asyncio.Event) -> None:
        """Wait until the connection is lost, and check it after a silence. Raise TimeoutError if it broke."""
        try:
            await asyncio.wait_for(lost.wait(), _SILENCE_SECONDS)
        except TimeoutError:
            await connection.fetchval("SELECT 1", timeout=_SILENCE_SECONDS)

    async def close(self) -> None:
        """See Revisions."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
