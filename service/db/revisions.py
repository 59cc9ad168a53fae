"""The current revision of each arena and of the catalog, known without a query for every read.

What is stored beside an arena's ratings, its refits, counts as a change of its revision here.
A cached response may be used only while the revisions it was made from are current. On SQLite,
``PRAGMA data_version`` reads a number from shared memory that changes with every commit of another
connection. On PostgreSQL, every commit sends a notification, which reaches other processes within
milliseconds.
"""

from __future__ import annotations

import sqlite3
from abc import ABC, abstractmethod
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar

from sqlalchemy import Connection, text

from service.db.listener import CHANNEL, Callback, Listener
from service.domain.arenas import EVERY_ARENA

Read = Callable[[], Awaitable[dict[str, int]]]

# A leaderboard also depends on the newest refit, which is stored without touching the arena's row.
_ARENAS = (
    "SELECT slug, revision + COALESCE(stored, 0) AS revision "
    "FROM arenas LEFT JOIN refit_states ON arena_id = id"
)
_CATALOG = "SELECT '', revision FROM catalog"
_ALL = f"{_ARENAS} UNION ALL {_CATALOG}"
_OF_ARENA = f"{_ARENAS} WHERE slug = :arena UNION ALL {_CATALOG}"

_subject: ContextVar[str | None] = ContextVar("subject", default=None)


def read_revisions(connection: Connection, arena: str = EVERY_ARENA) -> dict[str, int]:
    """Return the revision of an arena, or of each, by slug, and the catalog's under the empty slug."""
    if arena == EVERY_ARENA:
        return {row.slug: row.revision for row in connection.execute(text(_ALL))}
    return {row.slug: row.revision for row in connection.execute(text(_OF_ARENA), {"arena": arena})}


def subject() -> str | None:
    """Return the arena that the current task's reads are about (see `Revisions.reading_about`)."""
    return _subject.get()


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
    def listen(self, channel: str, callback: Callback) -> None:
        """Call back with the payload of every notification on a channel; see Listener. Not on SQLite."""

    @abstractmethod
    async def close(self) -> None:
        """Close the connection."""

    @contextmanager
    def reading_about(self, arena: str | None) -> Iterator[None]:
        """Say that what is read inside depends only on the revisions of the catalog and of an arena.

        Then a replica that has these revisions may answer. ``EVERY_ARENA`` stands for all arenas, and None
        for reads that depend on more.
        """
        token = _subject.set(arena)
        try:
            yield
        finally:
            _subject.reset(token)


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

    def listen(self, channel: str, callback: Callback) -> None:
        """See Revisions. The only process that writes to the file is this one."""

    async def close(self) -> None:
        """See Revisions."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None


class PostgresRevisions(Revisions):
    """Forgets the revisions at every notification. While none arrive, every read queries."""

    def __init__(self, listener: Listener, read: Read) -> None:
        self._listener = listener
        self._read = read
        self._revisions: dict[str, int] | None = None
        self._commits = 0
        listener.listen(CHANNEL, lambda _: self.note_commit())

    def current(self) -> Mapping[str, int] | None:
        """See Revisions. The first call starts to listen."""
        self._listener.start()
        return self._revisions if self._listener.hears else None

    def listen(self, channel: str, callback: Callback) -> None:
        """See Revisions."""
        self._listener.listen(channel, callback)
        self._listener.start()

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

    async def close(self) -> None:
        """See Revisions."""
        await self._listener.close()
