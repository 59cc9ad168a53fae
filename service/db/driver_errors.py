"""What the databases raise when they cannot work, in the program's own words."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from asyncpg.exceptions import InterfaceError, PostgresError
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from service.errors import ArenaError, StorageFull, Unavailable

_SQLITE_AWAY = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_READONLY,
}
# Connection failures, shutting down or starting up, too many connections, lock or statement timeouts,
# and the two kinds of collision that a client may simply try again.
_POSTGRES_AWAY = ("08", "57P", "53300", "55P03", "57014", "40001", "40P01", "25006")
_DISK_FULL = "53100"


@contextmanager
def translated() -> Iterator[None]:
    """Raise Unavailable or StorageFull in place of a driver's error that means one of them.

    Everything else, such as a broken constraint, flies on as it is.
    """
    try:
        yield
    except (OSError, TimeoutError, PoolTimeout, InterfaceError) as error:
        raise _away(error) from error
    except (DBAPIError, PostgresError, sqlite3.Error) as error:
        known = _meaning(error)
        if known is None:
            raise
        raise known from error


def _away(error: BaseException) -> Unavailable:
    return Unavailable(
        f"the database cannot be reached or is busy ({type(error).__name__}); try again shortly"
    )


def _meaning(error: DBAPIError | PostgresError | sqlite3.Error) -> ArenaError | None:
    if isinstance(error, PostgresError):
        return _of_sqlstate(error, error.sqlstate)
    if isinstance(error, sqlite3.Error):
        return _of_sqlite(error)
    if error.connection_invalidated:
        return _away(error)
    cause = error.orig
    if isinstance(cause, sqlite3.Error):
        return _of_sqlite(cause)
    return _of_sqlstate(error, getattr(cause, "sqlstate", None))


def _of_sqlite(error: sqlite3.Error) -> ArenaError | None:
    primary = (getattr(error, "sqlite_errorcode", 0) or 0) & 0xFF
    if primary == sqlite3.SQLITE_FULL:
        return _full()
    return _away(error) if primary in _SQLITE_AWAY else None


def _of_sqlstate(error: BaseException, state: str | None) -> ArenaError | None:
    if state == _DISK_FULL:
        return _full()
    # An asyncpg error without a state is one of its own about the connection.
    away = state is None or state.startswith(_POSTGRES_AWAY)
    return _away(error) if away else None


def _full() -> StorageFull:
    return StorageFull("the database has no room left; nothing of this request was stored")
