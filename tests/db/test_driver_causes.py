"""Each cause in its own words, whatever the driver calls it."""

from __future__ import annotations

import socket
import sqlite3
import ssl

import pytest
from asyncpg import exceptions as postgres
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from service.db.driver_causes import cause_of
from service.db.driver_errors import translated
from service.errors import Unavailable


def sqlite_error(code: int) -> sqlite3.Error:
    error = sqlite3.OperationalError("as SQLite says it")
    error.sqlite_errorcode = code
    return error


def wrapped(error: BaseException, *, invalidated: bool = False) -> DBAPIError:
    return DBAPIError("", {}, error, connection_invalidated=invalidated)


AWAY = [
    (OSError("no route to host"), "network"),
    (ConnectionRefusedError(), "nothing accepts connections"),
    (OSError("Multiple exceptions: [Errno 111] Connect call failed"), "nothing accepts connections"),
    (socket.gaierror(-2, "Name or service not known"), "host of the database is unknown"),
    (ssl.SSLError("certificate verify failed"), "no encrypted connection"),
    (postgres.ClientConfigurationError('root certificate file "x" does not exist'), "PGSSLROOTCERT"),
    (ConnectionError("PostgreSQL server rejected SSL upgrade"), "no encrypted connection"),
    (FileNotFoundError(2, "No such file"), "is missing or may not be opened"),
    (PermissionError(13, "Permission denied"), "is missing or may not be opened"),
    (OSError(30, "Read-only file system"), "is read-only for this user"),
    (ConnectionResetError(), "connection to the database was lost"),
    (TimeoutError(), "did not answer in time"),
    (PoolTimeout(), "all connections to the database are in use"),
    (postgres.InterfaceError("connection is closed"), "was lost"),
    (postgres.ConnectionDoesNotExistError("closed in the middle"), "was lost"),
    (postgres.InternalClientError("cannot switch to state 15"), "was lost"),
    (postgres.InvalidPasswordError("for user x"), "refuses the user or password"),
    (postgres.InvalidAuthorizationSpecificationError("no pg_hba.conf entry, no encryption"), "sslmode"),
    (postgres.InvalidAuthorizationSpecificationError("no pg_hba.conf entry"), "pg_hba"),
    (postgres.InvalidCatalogNameError("database x"), "no database of the name"),
    (postgres.InsufficientPrivilegeError("for table votes"), "lacks a permission"),
    (postgres.ProtocolViolationError("unsupported startup parameter: x"), "startup parameter"),
    (postgres.ProtocolViolationError("no more connections allowed (max_client_conn)"), "no connection left"),
    (postgres.CannotConnectNowError("starting up"), "starting up or shutting down"),
    (postgres.AdminShutdownError("by administrator"), "shutting down or restarting"),
    (postgres.CrashShutdownError("another process"), "has crashed"),
    (postgres.TooManyConnectionsError("too many clients already"), "no connection left"),
    (postgres.LockNotAvailableError("lock timeout"), "busy"),
    (postgres.QueryCanceledError("statement timeout"), "too long over a statement"),
    (postgres.SerializationError("could not serialize"), "busy"),
    (postgres.DeadlockDetectedError("deadlock"), "busy"),
    (postgres.ReadOnlySQLTransactionError("read-only"), "is read-only"),
    (wrapped(postgres.DeadlockDetectedError("deadlock")), "busy"),
    (wrapped(postgres.InternalServerError("x"), invalidated=True), "was lost"),
    (wrapped(sqlite_error(sqlite3.SQLITE_BUSY)), "busy"),
    (sqlite_error(sqlite3.SQLITE_BUSY), "busy"),
    (wrapped(sqlite_error(sqlite3.SQLITE_IOERR)), "disk of the database reports an error"),
    (wrapped(sqlite_error(sqlite3.SQLITE_BUSY_SNAPSHOT)), "busy"),
    (wrapped(sqlite_error(sqlite3.SQLITE_CANTOPEN)), "missing or may not be opened"),
    (wrapped(sqlite_error(sqlite3.SQLITE_READONLY_DIRECTORY)), "is read-only for this user"),
    (wrapped(sqlite_error(sqlite3.SQLITE_NOTADB)), "not an SQLite database"),
    (wrapped(sqlite_error(sqlite3.SQLITE_CORRUPT)), "is damaged"),
]


@pytest.mark.parametrize(("error", "words"), AWAY, ids=lambda value: type(value).__name__)
def test_each_cause_has_its_words(error: Exception, words: str) -> None:
    with pytest.raises(Unavailable, match=words) as caught, translated():
        raise error
    assert caught.value.retry_after == 1
    assert caught.value.__cause__ is error


def test_an_error_of_a_statement_says_nothing_of_the_database() -> None:
    assert cause_of(postgres.UniqueViolationError("duplicate key")) is None
    assert cause_of(wrapped(sqlite_error(sqlite3.SQLITE_ERROR))) is None
