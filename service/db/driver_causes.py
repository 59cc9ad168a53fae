"""Causes: what each kind of a driver's error says about the database, in words that say what to do."""

from __future__ import annotations

import errno
import socket
import sqlite3
import ssl
from collections.abc import Mapping

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

FULL = "the database's disk is full; nothing from this request was stored"

_BUSY = "the database is busy: another process holds a lock; try again shortly"
_AWAY = "the connection to the database was lost; try again shortly"
_NO_ANSWER = "the database did not answer in time; try again shortly"
_PASSWORD = "the database refuses the user or password of its URL; correct ARENA_DATABASE_URL"  # noqa: S105
_NO_DATABASE = "there is no database of the name in the URL; create it, or correct ARENA_DATABASE_URL"
_NO_HOST = "the host of the database is unknown; correct ARENA_DATABASE_URL, or check the name server"
_REFUSED = "nothing accepts connections at the host and port of the database; is it running?"
_UNREACHABLE = "the network does not lead to the host of the database"
_CONNECTIONS = "the database has no connection left; raise its limit, or lower ARENA_POOL_SIZE"
_PARAMETER = "the pooler refuses a startup parameter; allow it there, in ignore_startup_parameters"
_TLS_NEEDED = "the database accepts only encrypted connections; add ?sslmode=require to its URL"
_TLS_FAILED = "no encrypted connection to the database: it has no TLS, or its certificate is not valid"
_CERTIFICATE = (
    "sslmode of the database's URL asks to verify its certificate, but has none to verify it with: "
    "name the authority's file in PGSSLROOTCERT, or lower sslmode to require"
)
_READ_ONLY = "the database is read-only, like a standby or a database in maintenance; nothing was stored"
_NO_RIGHT = "the database's user lacks a permission; grant it, or use the owner of the tables"
_NO_FILE = "the database's file, folder, socket or certificate is missing or may not be opened by this user"
_READ_ONLY_FILE = "the database's file, folder or file system is read-only for this user; nothing was stored"
_MEMORY = "the database is out of memory; try again shortly"
_NO_RULE = "the database has no rule that lets this user in from this host; see its pg_hba.conf"

_SQLSTATES: Mapping[str, str] = {
    "28P01": _PASSWORD,
    "28000": _NO_RULE,
    "3D000": _NO_DATABASE,
    "42501": _NO_RIGHT,
    "53100": FULL,
    "53200": _MEMORY,
    "53300": _CONNECTIONS,
    "57P01": "the database is shutting down or restarting; try again shortly",
    "57P02": "the database has crashed and restarts; try again shortly",
    "57P03": "the database is starting up or shutting down; try again shortly",
    "57P05": _AWAY,
    "57014": "the database took too long over a statement, which was canceled; try again shortly",
    "55P03": _BUSY,
    "40001": _BUSY,
    "40P01": _BUSY,
    "25006": _READ_ONLY,
    "25P03": _AWAY,
}
# What poolers say has the state of a protocol error, whatever it is: only the words tell.
_WORDS: Mapping[str, str] = {
    "unsupported startup parameter": _PARAMETER,
    "no such database": _NO_DATABASE,
    "no such user": _PASSWORD,
    "authentication failed": _PASSWORD,
    "password": _PASSWORD,
    "no more connections": _CONNECTIONS,
    "query_wait_timeout": _CONNECTIONS,
    "no encryption": _TLS_NEEDED,
    "ssl off": _TLS_NEEDED,
    "ssl required": _TLS_NEEDED,
    "tls required": _TLS_NEEDED,
    "ssl upgrade": _TLS_FAILED,
    "root certificate file": _CERTIFICATE,
    "connect call failed": _REFUSED,
    "refused": _REFUSED,
}
_KINDS: Mapping[type[BaseException], str] = {
    socket.gaierror: _NO_HOST,
    PoolTimeout: "all connections to the database are in use; try again shortly",
    TimeoutError: _NO_ANSWER,
    ssl.SSLError: _TLS_FAILED,
    ConnectionRefusedError: _REFUSED,
    FileNotFoundError: _NO_FILE,
    FileExistsError: _NO_FILE,
    NotADirectoryError: _NO_FILE,
    PermissionError: _NO_FILE,
}
_ERRNOS: Mapping[int, str] = {
    errno.ENOSPC: FULL,
    errno.EDQUOT: FULL,
    errno.EROFS: _READ_ONLY_FILE,
}
_SQLITE: Mapping[int, str] = {
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_PROTOCOL: _BUSY,
    sqlite3.SQLITE_FULL: FULL,
    sqlite3.SQLITE_IOERR: "the disk of the database reports an error; see the system's log",
    sqlite3.SQLITE_CANTOPEN: _NO_FILE,
    sqlite3.SQLITE_PERM: "this user may not open the database's file; change its owner or mode",
    sqlite3.SQLITE_READONLY: _READ_ONLY_FILE,
    sqlite3.SQLITE_NOTADB: "the database's file is not an SQLite database; correct ARENA_DATABASE_URL",
    sqlite3.SQLITE_CORRUPT: "the database's file is damaged; restore a backup",
}


def cause_of(error: BaseException) -> str | None:
    """Return what an error says about the state of the database; None if it is about a statement."""
    inner = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
    if isinstance(inner, sqlite3.Error):
        return _SQLITE.get((getattr(inner, "sqlite_errorcode", 0) or 0) & 0xFF)
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return _AWAY
    state = sqlstate_of(inner)
    if state is not None:
        return _of_state(state, str(inner))
    # What has no state is about the connection. SQLAlchemy's own errors have the driver's as their cause.
    return _of_connection(inner.__cause__ or inner if inner is not error else inner)


def sqlstate_of(error: BaseException) -> str | None:
    """Return PostgreSQL's code of an error, None if it has none."""
    inner = error.orig if isinstance(error, DBAPIError) else error
    state = getattr(inner, "sqlstate", None)
    return state if isinstance(state, str) else None


def _of_state(state: str, said: str) -> str | None:
    if state == "28000" or state.startswith("08"):
        words = next((words for part, words in _WORDS.items() if part in said.lower()), None)
        return words or _SQLSTATES.get(state, _AWAY)
    return _SQLSTATES.get(state) or (_AWAY if state.startswith("57P") else None)


def _of_connection(error: BaseException) -> str:
    words = next((words for kind, words in _KINDS.items() if isinstance(error, kind)), None)
    if words is None and isinstance(error, OSError):
        words = _ERRNOS.get(error.errno or 0)
    if words is None:
        said = str(error).lower()
        words = next((words for part, words in _WORDS.items() if part in said), None)
    if words is None:
        # Not of the kinds that a connection fails with later on.
        is_network = isinstance(error, OSError) and not isinstance(error, ConnectionError)
        words = _UNREACHABLE if is_network else _AWAY
    return words
