"""What is current: the revision of each arena and of the catalog, known without a query at every read.

A cached answer may be used only while the revisions it was made at are current. Both databases tell:
SQLite by ``PRAGMA data_version``, a look into shared memory that changes with any other connection's
commit; PostgreSQL by one notification a commit, which reaches the other processes in milliseconds.
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

Query = Callable[[], Awaitable[dict[str, int]]]

_ALL = "SELECT slug, revision FROM arenas UNION ALL SELECT '', revision FROM catalog"
_RECONNECT_SECONDS = 1.0
# A line that went dead without a word looks like one on which nothing happens. What is known may be this
# old then, and as much again until the question is given up.
_SILENCE_SECONDS = 5.0


def read_revisions(connection: Connection) -> dict[str, int]:
    """Return the revision of every arena by slug, and the catalog's under the empty slug."""
    return {row.slug: row.revision for row in connection.execute(text(_ALL))}


class Watch(ABC):
    """Tells the current revisions; ``known`` answers at once, or None where only a query can tell."""

    @abstractmethod
    def known(self) -> Mapping[str, int] | None:
        """Return the revisions, if they are known to be current at this moment."""

    @abstractmethod
    async def ask(self) -> Mapping[str, int]:
        """Return the revisions as the database has them now."""

    @abstractmethod
    def changed(self) -> None:
        """Note that this process has committed something."""

    @abstractmethod
    async def close(self) -> None:
        """Give back the connection."""


class SqliteWatch(Watch):
    """Looks at the file's version in shared memory at every call: some 5 microseconds, never stale."""

    def __init__(self, path: str, query: Query) -> None:
        self._path = path
        self._query = query
        self._connection: sqlite3.Connection | None = None
        self._version = -1
        self._revisions: dict[str, int] = {}

    def known(self) -> Mapping[str, int] | None:
        """See Watch. None where the file cannot be read just now."""
        try:
            return self._look()
        except sqlite3.Error:
            self._version = -1
            return None

    def _look(self) -> Mapping[str, int]:
        if self._connection is None:
            self._connection = sqlite3.connect(self._path, timeout=0, isolation_level=None)
        version = self._connection.execute("PRAGMA data_version").fetchone()[0]
        if version != self._version:
            self._revisions = dict(self._connection.execute(_ALL).fetchall())
            self._version = version
        return self._revisions

    async def ask(self) -> Mapping[str, int]:
        """See Watch."""
        return await self._query()

    def changed(self) -> None:
        """See Watch. The file's version tells by itself."""

    async def close(self) -> None:
        """See Watch."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class PostgresWatch(Watch):
    """Listens on a connection of its own; while that is down, nothing is known and every read asks."""

    def __init__(self, url: URL, query: Query) -> None:
        self._dsn = url.set(drivername="postgresql", query={}).render_as_string(hide_password=False)
        self._ssl = url.query.get("ssl")
        self._query = query
        self._revisions: dict[str, int] | None = None
        self._changes = 0
        self._listening = False
        self._task: asyncio.Task[None] | None = None

    def known(self) -> Mapping[str, int] | None:
        """See Watch. The first call begins to listen."""
        if self._task is None:
            self._task = asyncio.create_task(self._listen(), name="arena-watch")
        return self._revisions if self._listening else None

    def changed(self) -> None:
        """See Watch."""
        self._changes += 1
        self._revisions = None

    async def ask(self) -> Mapping[str, int]:
        """Return the revisions by a query; remembered unless something changed meanwhile."""
        began = self._changes
        found = await self._query()
        if began == self._changes:
            self._revisions = found
        return found

    async def _listen(self) -> None:
        while True:
            try:
                await self._hold()
            except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError):
                await asyncio.sleep(_RECONNECT_SECONDS)

    async def _hold(self) -> None:
        lost = asyncio.Event()
        connection = await asyncpg.connect(self._dsn, ssl=self._ssl, timeout=5)
        try:
            connection.add_termination_listener(lambda _: lost.set())
            await connection.add_listener(CHANNEL, lambda *_: self.changed())
            self.changed()
            self._listening = True
            while not lost.is_set():
                await self._quiet(connection, lost)
        finally:
            self._listening = False
            connection.terminate()

    async def _quiet(self, connection: asyncpg.Connection, lost: asyncio.Event) -> None:
        """Wait until the line is lost, or it has been silent for so long that it must show it is there."""
        try:
            await asyncio.wait_for(lost.wait(), _SILENCE_SECONDS)
        except TimeoutError:
            await connection.fetchval("SELECT 1", timeout=_SILENCE_SECONDS)

    async def close(self) -> None:
        """See Watch."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
