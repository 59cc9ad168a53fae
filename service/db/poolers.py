"""Connections to PostgreSQL, direct or through a pooler such as PgBouncer, which is recognized by itself.

A pooler may give every transaction another of the server's connections. So nothing may outlive a
transaction there: no setting of the session, no prepared statement, no lock of the session. A direct
connection keeps settings and statements, because that saves time.
"""

from __future__ import annotations

import math
import time
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import cast

import asyncpg
from asyncpg.prepared_stmt import PreparedStatement
from sqlalchemy import Connection, event
from sqlalchemy.dialects.postgresql.asyncpg import AsyncAdapt_asyncpg_connection
from sqlalchemy.engine import URL, Dialect
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DisconnectionError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

Guard = Callable[[], str]
"""Returns a query that finds one row if a transaction may go on."""

CONNECT_SECONDS = 5
# A statement fails after waiting this long for a lock or a connection, or twice as long for its result. The
# request is then answered with 503.
STATEMENT_SECONDS = 30
# A connection that nobody used for this long is tried before it is used.
REST_SECONDS = 30.0
SETTINGS = {"lock_timeout": f"{STATEMENT_SECONDS}s", "idle_in_transaction_session_timeout": "600s"}

_USED_AT = "used_at"
_AUTOCOMMIT = "AUTOCOMMIT"


class GuardedConnection(asyncpg.Connection):  # type: ignore[misc]  # the driver has no types
    """A connection whose BEGIN takes settings and a guard along, which saves their round trips.

    ``passed`` says whether the guard of the last transaction found its row.
    """

    settings: Mapping[str, str] = MappingProxyType({})
    guard: Guard | None = None
    passed = True

    async def execute(
        self,
        query: str,
        *args: object,
        timeout: float | None = None,  # noqa: ASYNC109 - the driver's signature
    ) -> str:
        """Run a query."""
        if not query.startswith("BEGIN"):
            return str(await super().execute(query, *args, timeout=timeout))
        begin = query + "".join(f" SET LOCAL {name} = '{value}';" for name, value in self.settings.items())
        if self.guard is None:
            return str(await super().execute(begin, timeout=timeout))
        try:
            status = str(await super().execute(f"{begin} {self.guard()}", timeout=timeout))
        except asyncpg.UndefinedTableError:
            status = "no table"
            await super().execute(f"ROLLBACK; {begin}", timeout=timeout)
        self.passed = status == "SELECT 1"
        return status


class PooledConnection(GuardedConnection):
    """A connection through a pooler, whose settings and statements last for a transaction."""

    async def prepare(
        self,
        query: str,
        *,
        name: str | None = None,  # noqa: ARG002 - the driver's signature
        timeout: float | None = None,  # noqa: ASYNC109
        record_class: type[asyncpg.Record] | None = None,
    ) -> PreparedStatement:
        """Return a statement without a name, whose text the driver sends again with every execution."""
        return await super().prepare(query, name="", timeout=timeout, record_class=record_class)


# Without these caches, the driver asks for the types of a statement's columns in each transaction. That costs
# a round trip, but a remembered answer would misread the columns that a migration changes.
_POOLED = {
    "connection_class": PooledConnection,
    "statement_cache_size": 0,
    "prepared_statement_cache_size": 0,
}


class Connector:
    """Opens connections with settings that hold in every transaction.

    A pooler makes up the process id that it tells a client at the start; PostgreSQL tells its own. Comparing
    and setting are one statement, so no setting stays behind in a connection that others get. The first
    connection behind a pooler is opened twice.
    """

    def __init__(self, settings: Mapping[str, str], guard: Guard | None) -> None:
        self._settings = settings
        self._guard = guard
        self.behind_pooler = False

    def connect(
        self, dialect: Dialect, _record: object, arguments: Sequence[object], options: Mapping[str, object]
    ) -> DBAPIConnection:
        """Return a new connection, for SQLAlchemy's event ``do_connect``."""
        if not self.behind_pooler:
            connection = dialect.connect(*arguments, **options)
            dialect.get_driver_connection(connection).guard = self._guard
            try:
                self.behind_pooler = not self._is_direct(connection)
            except BaseException:
                dialect.do_terminate(connection)
                raise
            if not self.behind_pooler:
                return connection
            dialect.do_close(connection)
        connection = dialect.connect(*arguments, **{**options, **_POOLED})
        driver = dialect.get_driver_connection(connection)
        driver.settings, driver.guard = self._settings, self._guard
        return connection

    def _is_direct(self, connection: DBAPIConnection) -> bool:
        async def compare(driver: asyncpg.Connection) -> bool:
            # Without parameters, the driver prepares nothing.
            status = await driver.execute(
                f"SELECT {calls} WHERE pg_backend_pid() = {driver.get_server_pid()}"
            )
            return bool(status == "SELECT 1")

        calls = ", ".join(f"set_config('{name}', '{value}', false)" for name, value in self._settings.items())
        return cast(AsyncAdapt_asyncpg_connection, connection).run_async(compare)


def postgres_engine(
    url: URL,
    pool_size: int,
    isolation: str,
    *,
    read_only: bool = False,
    settings: Mapping[str, str] = SETTINGS,
    statement_seconds: int | None = 2 * STATEMENT_SECONDS,
    guard: Guard | None = None,
) -> AsyncEngine:
    """Return an engine for PostgreSQL with an isolation level and a limit on every wait.

    With a ``guard``, `passed` tells whether the query that it returns found its row as a transaction began.
    """
    engine = create_async_engine(
        url,
        pool_size=pool_size,
        max_overflow=0,
        pool_timeout=STATEMENT_SECONDS,
        hide_parameters=True,
        isolation_level=isolation,
        connect_args={
            "timeout": CONNECT_SECONDS,
            "command_timeout": statement_seconds,
            "connection_class": GuardedConnection,
            "server_settings": {"application_name": "arena"},
        },
    )
    event.listen(engine.sync_engine, "do_connect", Connector(settings, guard).connect)
    event.listen(engine.sync_engine, "checkin", _note_use)
    event.listen(engine.sync_engine, "checkout", _check_alive)

    @event.listens_for(engine.sync_engine, "connect")
    def _configure(connection: AsyncAdapt_asyncpg_connection, _record: object) -> None:
        connection.readonly = read_only

    return engine


def passed(connection: Connection) -> bool:
    """Return whether the guard found its row when the transaction of this connection began."""
    # A connection that broke has its own error to tell.
    return connection.invalidated or bool(getattr(connection.connection.driver_connection, "passed", True))


def apart(engine: AsyncEngine) -> AsyncEngine:
    """Return an engine on the same connections, on which each statement is a transaction of its own."""
    return engine.execution_options(isolation_level=_AUTOCOMMIT)


def is_apart(connection: Connection) -> bool:
    """Return whether each statement on this connection is a transaction of its own."""
    return connection.get_execution_options().get("isolation_level") == _AUTOCOMMIT


class NoTransactionError(Exception):
    """What was to be done needs a transaction, and on this connection each statement is one of its own."""


def _note_use(_connection: DBAPIConnection | None, record: ConnectionPoolEntry) -> None:
    record.info[_USED_AT] = time.monotonic()


def _check_alive(
    connection: DBAPIConnection, record: ConnectionPoolEntry, _proxy: PoolProxiedConnection
) -> None:
    """Have a connection replaced that the server has closed, or that does not answer after a long rest.

    A server that restarts tells its clients, so asking the driver is enough and costs nothing. A connection
    that a firewall forgot is found only by using it.
    """
    driver = cast(AsyncAdapt_asyncpg_connection, connection)
    if driver.driver_connection.is_closed():
        raise DisconnectionError
    if time.monotonic() - record.info.get(_USED_AT, math.inf) > REST_SECONDS:
        try:
            # Not an empty query, on whose answer the driver fails.
            driver.run_async(lambda one: one.execute("SELECT 1", timeout=CONNECT_SECONDS))
        except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, asyncpg.InternalClientError):
            raise DisconnectionError from None
