"""Connections to PostgreSQL, direct or through a pooler such as PgBouncer, which is recognized by itself.

A pooler may give every transaction another of the server's connections. So nothing may outlive a
transaction there: no setting of the session, no prepared statement, no lock of the session. A direct
connection keeps settings and statements, because that saves time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import cast

import asyncpg
from asyncpg.prepared_stmt import PreparedStatement
from sqlalchemy import event
from sqlalchemy.dialects.postgresql.asyncpg import AsyncAdapt_asyncpg_connection
from sqlalchemy.engine import URL, Dialect
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

CONNECT_SECONDS = 5
# A statement fails after waiting this long for a lock or a connection, or twice as long for its result. The
# request is then answered with 503.
STATEMENT_SECONDS = 30
SETTINGS = {"lock_timeout": f"{STATEMENT_SECONDS}s", "idle_in_transaction_session_timeout": "600s"}


class PooledConnection(asyncpg.Connection):  # type: ignore[misc]  # the driver has no types
    """A connection through a pooler, whose settings and statements last for a transaction."""

    settings: Mapping[str, str]

    async def execute(
        self,
        query: str,
        *args: object,
        timeout: float | None = None,  # noqa: ASYNC109 - the driver's signature
    ) -> str:
        """Run a query. The driver's BEGIN takes the settings along, which saves a round trip."""
        if query.startswith("BEGIN"):
            query += "".join(f" SET LOCAL {name} = '{value}';" for name, value in self.settings.items())
        return str(await super().execute(query, *args, timeout=timeout))

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

    def __init__(self, settings: Mapping[str, str]) -> None:
        self._settings = settings
        self.behind_pooler = False

    def connect(
        self, dialect: Dialect, _record: object, arguments: Sequence[object], options: Mapping[str, object]
    ) -> DBAPIConnection:
        """Return a new connection, for SQLAlchemy's event ``do_connect``."""
        if not self.behind_pooler:
            connection = dialect.connect(*arguments, **options)
            try:
                self.behind_pooler = not self._is_direct(connection)
            except BaseException:
                dialect.do_terminate(connection)
                raise
            if not self.behind_pooler:
                return connection
            dialect.do_close(connection)
        connection = dialect.connect(*arguments, **{**options, **_POOLED})
        dialect.get_driver_connection(connection).settings = self._settings
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
) -> AsyncEngine:
    """Return an engine for PostgreSQL with an isolation level and a limit on every wait."""
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
            "server_settings": {"application_name": "arena"},
        },
    )
    event.listen(engine.sync_engine, "do_connect", Connector(settings).connect)

    @event.listens_for(engine.sync_engine, "connect")
    def _configure(connection: AsyncAdapt_asyncpg_connection, _record: object) -> None:
        connection.readonly = read_only

    return engine
