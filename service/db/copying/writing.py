"""Writing rows to the tables of an empty database, in bulk, by each driver's fastest way."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence
from typing import cast

import asyncpg
from sqlalchemy import Connection, delete, inspect, text
from sqlalchemy.dialects.postgresql.asyncpg import AsyncAdapt_asyncpg_connection

from service.db.copying.tables import CopiedTable
from service.db.engine import WriteSession, transact
from service.db.migrate import run_on
from service.errors import Conflict, Invalid

# A row that violates a constraint, or a number that its column cannot hold. Both come from a file that this
# program did not write, as its own rows come from such columns.
_UNFIT = (
    sqlite3.IntegrityError,
    OverflowError,
    ValueError,
    asyncpg.DataError,
    asyncpg.IntegrityConstraintViolationError,
)


def check_empty(url: str) -> None:
    """Raise Conflict if the database at a URL has any table. Must not be called from an event loop."""
    run_on(url, _check_empty)


def _check_empty(connection: Connection) -> None:
    if inspect(connection).get_table_names():
        raise Conflict("the database is not empty: a backup is restored into a new one")


def in_new_database(url: str, work: Callable[[WriteSession], None]) -> None:
    """Run and commit the work in one transaction of an empty database, while nobody migrates it.

    Must not be called from an event loop. Raise Conflict as `check_empty`.
    """

    def checked(session: WriteSession) -> None:
        _check_empty(session)
        work(session)

    run_on(url, lambda connection: transact(connection, checked), alone=True)


def clear(session: WriteSession, tables: Sequence[CopiedTable]) -> None:
    """Delete the rows that the migrations of an empty database made."""
    for table in reversed(tables):
        session.execute(delete(table.table))


def load(session: WriteSession, table: CopiedTable, rows: Sequence[Sequence[object]]) -> None:
    """Insert rows with a value for each column of the table. Raise Invalid if one does not fit."""
    try:
        _load(session, table, rows)
    except _UNFIT as error:
        reason = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise Invalid(f"the rows of {table.name} do not fit the schema: {reason}") from None


def _load(session: WriteSession, table: CopiedTable, rows: Sequence[Sequence[object]]) -> None:
    names = list(table.columns)
    if session.dialect.name == "sqlite":
        marks = ", ".join("?" for _ in names)
        cursor = session.connection.cursor()
        quoted = ", ".join(f'"{name}"' for name in names)
        cursor.executemany(f'INSERT INTO "{table.name}" ({quoted}) VALUES ({marks})', rows)  # noqa: S608
        cursor.close()
        return

    async def copy(driver: asyncpg.Connection) -> None:
        await driver.copy_records_to_table(table.name, records=rows, columns=names)

    cast(AsyncAdapt_asyncpg_connection, session.connection.dbapi_connection).run_async(copy)


def finish(session: WriteSession, tables: Sequence[CopiedTable]) -> None:
    """Let PostgreSQL count ids up from the largest one of each table, and look at what it holds.

    SQLite does the former by itself, and its plans do not depend on the latter.
    """
    if session.dialect.name == "sqlite":
        return
    for name in (table.name for table in tables if "id" in table.columns):
        sequence = session.execute(
            text("SELECT pg_get_serial_sequence(:name, 'id')"), {"name": name}
        ).scalar_one()
        if sequence is not None:
            largest = f"(SELECT max(id) FROM {name})"  # noqa: S608 - a table's name
            session.execute(
                text(f"SELECT setval(:sequence, coalesce({largest}, 1), {largest} IS NOT NULL)"),
                {"sequence": sequence},
            )
    session.execute(text("ANALYZE"))
