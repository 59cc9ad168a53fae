"""The drivers' errors, translated into the program's own."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from asyncpg.exceptions import InterfaceError, PostgresError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from service.errors import ArenaError, StorageFull, Unavailable

_SQLITE_UNAVAILABLE = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_READONLY,
}
# Connection failures, startup or shutdown, too many connections, timeouts of locks or statements, and the
# two kinds of conflict that go away when the client tries again.
_POSTGRES_UNAVAILABLE = ("08", "57P", "53300", "55P03", "57014", "40001", "40P01", "25006")
_DISK_FULL = "53100"


@contextmanager
def translated() -> Iterator[None]:
    """Raise Unavailable or StorageFull in place of a driver's error that means one of them.

    Other errors, such as a violated constraint, pass through unchanged.
    """
    try:
        yield
    except (OSError, TimeoutError, PoolTimeout, InterfaceError) as error:
        raise _unavailable(error) from error
    except (DBAPIError, PostgresError, sqlite3.Error) as error:
        meaning = _meaning(error)
        if meaning is None:
            raise
        raise meaning from error


def _unavailable(error: BaseException) -> Unavailable:
    return Unavailable(f"the database is unreachable or busy ({type(error).__name__}); try again shortly")


def _meaning(error: DBAPIError | PostgresError | sqlite3.Error) -> ArenaError | None:
    if isinstance(error, PostgresError):
        return _from_sqlstate(error, error.sqlstate)
    if isinstance(error, sqlite3.Error):
        return _from_sqlite(error)
    if error.connection_invalidated:
        return _unavailable(error)
    cause = error.orig
    if isinstance(cause, sqlite3.Error):
        return _from_sqlite(cause)
    return _from_sqlstate(error, getattr(cause, "sqlstate", None))


def _from_sqlite(error: sqlite3.Error) -> ArenaError | None:
    primary = (getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF
    if primary == sqlite3.SQLITE_FULL:
        return _full()
    return _unavailable(error) if primary in _SQLITE_UNAVAILABLE else None


def _from_sqlstate(error: BaseException, state: str | None) -> ArenaError | None:
    if state == _DISK_FULL:
        return _full()
    # asyncpg's own errors about the connection have no state.
    unavailable = state is None or state.startswith(_POSTGRES_UNAVAILABLE)
    return _unavailable(error) if unavailable else None


def _full() -> StorageFull:
    return StorageFull("the database's disk is full; nothing from this request was stored")
