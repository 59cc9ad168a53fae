"""Statements given to the driver as they are: the same rows and errors as through SQLAlchemy."""

from __future__ import annotations

from operator import itemgetter

import pytest
from sqlalchemy.exc import IntegrityError, ProgrammingError

from service.db.direct import DirectStatement
from service.db.engine import Database, ReadSession, WriteSession, open_database
from service.errors import ArenaError
from tests.support.db.pgbouncer import PgBouncer
from tests.support.db.postgres import PostgresServer

pytestmark = [pytest.mark.anyio, pytest.mark.postgresql]

_ROWS = DirectStatement(
    "SELECT n, :text || CAST(n AS text), NULL FROM unnest(CAST(:numbers AS bigint[])) AS u(n) ORDER BY n",
    tuple,
)
_ADD = DirectStatement("INSERT INTO themes (slug, name) VALUES (:slug, :name) RETURNING slug", itemgetter(0))
_WRONG = DirectStatement("SELECT nothing FROM themes", tuple)
_AWAY = DirectStatement("SELECT pg_terminate_backend(pg_backend_pid())", tuple)
_VALUES = {"text": "no ", "numbers": [2, 1]}
_EXPECTED = [(1, "no 1", None), (2, "no 2", None)]


def rows(session: ReadSession) -> list[tuple[object, ...]]:
    return _ROWS(session, _VALUES)


def add(session: WriteSession, slug: str) -> list[object]:
    return _ADD(session, {"slug": slug, "name": slug})


async def check(database: Database) -> None:
    """Rows are the same in a transaction and apart, and so are errors."""
    assert await database.read(rows) == await database.read_apart(rows) == _EXPECTED
    assert await database.write_apart(add, "one") == ["one"]
    for write in (database.write_apart, database.write_once):
        with pytest.raises(IntegrityError):
            await write(add, "one")
        with pytest.raises(ProgrammingError):
            await write(_WRONG, {})
    assert await database.write_once(add, "two") == ["two"]


async def test_rows_and_errors(postgres_url: str) -> None:
    database = open_database(postgres_url, 2)
    try:
        await check(database)
    finally:
        await database.close()


async def test_rows_and_errors_behind_a_pooler(postgres: PostgresServer, postgres_url: str) -> None:
    with PgBouncer(postgres, "transaction") as pooler:
        database = open_database(pooler.url(postgres_url), 2)
        try:
            await check(database)
        finally:
            await database.close()


async def test_a_transaction_that_fails_takes_it_back(postgres_url: str) -> None:
    def both(session: WriteSession) -> None:
        add(session, "three")
        raise LookupError

    database = open_database(postgres_url, 2)
    try:
        with pytest.raises(LookupError):
            await database.write_once(both)
        assert await database.write_once(add, "three") == ["three"]
    finally:
        await database.close()


async def test_a_connection_that_breaks_is_told_in_words_and_replaced(postgres_url: str) -> None:
    database = open_database(postgres_url, 1)
    try:
        with pytest.raises(ArenaError):
            await database.read_apart(_AWAY, {})
        assert await database.read_apart(rows) == _EXPECTED
    finally:
        await database.close()
