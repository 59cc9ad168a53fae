"""A database that is emptied is as good as new; one that may not be is removed."""

from __future__ import annotations

import psycopg
import pytest
from psycopg import sql

from tests.support.db.fresh_databases import MOST_BYTES, FreshDatabases
from tests.support.db.postgres import PostgresServer

ADD_ONE = """INSERT INTO organizations (slug, name, created_at)
    SELECT 'x' || count(*), 'x', 0 FROM organizations RETURNING id"""
ADD_MANY = """INSERT INTO organizations (slug, name, created_at)
    SELECT 'x' || i, 'x', 0 FROM generate_series(1, {many}) AS i"""
CHANGES = {
    "a table": "CREATE TABLE more (id int)",
    "a column": "ALTER TABLE themes ADD COLUMN more int",
    "no index": "DROP INDEX {index}",
    "a function": "CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "statistics": "ANALYZE retention",
    "a setting": "ALTER DATABASE {name} SET default_transaction_read_only = on",
    "much": ADD_MANY,
}
AN_INDEX = """SELECT indexrelid::regclass::text FROM pg_index
    WHERE indexrelid >= 16384 AND NOT indisunique LIMIT 1"""


def contents(connection: psycopg.Connection) -> dict[str, list[tuple[object, ...]]]:
    """Return all rows of all tables."""
    tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
    every = sql.SQL("SELECT * FROM {}")
    return {name: connection.execute(every.format(sql.Identifier(name))).fetchall() for (name,) in tables}


def identity(connection: psycopg.Connection) -> tuple[object, ...] | None:
    """Return what a database keeps when it is renamed."""
    return connection.execute("SELECT oid FROM pg_database WHERE datname = current_database()").fetchone()


def test_the_next_who_takes_it_finds_it_as_new(
    fresh_databases: FreshDatabases, postgres: PostgresServer, postgres_template: str
) -> None:
    with psycopg.connect(postgres.url(postgres_template)) as connection:
        new = contents(connection)
    assert any(new.values())
    first = fresh_databases.take()
    with psycopg.connect(postgres.url(first)) as connection:
        assert contents(connection) == new
        assert [connection.execute(ADD_ONE).fetchone() for _ in range(2)] == [(1,), (2,)]
        connection.execute("UPDATE catalog SET revision = revision + 7")
        known = identity(connection)
    fresh_databases.give_back(first)
    second = fresh_databases.take()
    assert second != first
    with psycopg.connect(postgres.url(second)) as connection:
        assert identity(connection) == known
        assert contents(connection) == new
        assert connection.execute(ADD_ONE).fetchone() == (1,)
    fresh_databases.give_back(second)


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_one_that_was_changed_is_removed(
    fresh_databases: FreshDatabases, postgres: PostgresServer, change: str
) -> None:
    name = fresh_databases.take()
    with psycopg.connect(postgres.url(name), autocommit=True) as connection:
        known, index = identity(connection), connection.execute(AN_INDEX).fetchone()
        assert index is not None
        connection.execute(change.format(name=name, index=index[0], many=MOST_BYTES // 50).encode())
    fresh_databases.give_back(name)
    with psycopg.connect(postgres.url("postgres")) as connection:
        query = "SELECT count(*) FROM pg_database WHERE oid = %s"
        assert connection.execute(query, known).fetchone() == (0,)


def test_one_that_is_in_use_is_removed(fresh_databases: FreshDatabases, postgres: PostgresServer) -> None:
    name = fresh_databases.take()
    with psycopg.connect(postgres.url(name)) as connection:
        fresh_databases.give_back(name)
        with pytest.raises(psycopg.OperationalError):
            connection.execute("SELECT 1")
