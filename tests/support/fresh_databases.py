"""Empty databases of the current schema on a PostgreSQL server, emptied after a test instead of made anew.

To copy the template and to remove the copy takes the server 0.2 s of processor time, and the first connection
to a copy has nothing cached. To delete the rows of a small test takes a hundredth of that. Where more than rows
may have changed, or somebody is still connected, the database is removed.
"""

from __future__ import annotations

import itertools
import time

import psycopg
from psycopg import sql

from tests.support.postgres import PostgresServer

MOST_BYTES = 4_000_000
# A closed connection is gone a moment later. One that stays is not waited for.
LOOKS, LOOK_SECONDS = 50, 0.01
# Each of these counts the rows of a catalog, and who wrote them: any change of the schema, its settings or its
# statistics shows. What PostgreSQL brings along has numbers below 16,384.
CATALOGS = {
    "pg_class": "oid",
    "pg_attribute": "attrelid",
    "pg_attrdef": "adrelid",
    "pg_constraint": "oid",
    "pg_index": "indexrelid",
    "pg_namespace": "oid",
    "pg_proc": "oid",
    "pg_sequence": "seqrelid",
    "pg_statistic": "starelid",
    "pg_trigger": "oid",
    "pg_type": "oid",
}
SCHEMA = "SELECT ARRAY[{}], (SELECT count(*) FROM pg_db_role_setting AS a, pg_database AS b WHERE {})".format(
    ", ".join(
        f"(SELECT sum(xmin::text::bigint) + count(*) FROM {name} WHERE {number} >= 16384)"
        for name, number in CATALOGS.items()
    ),
    "b.oid = a.setdatabase AND b.datname = current_database()",
)
TABLES = (
    "pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0"
)
SIZE = f"SELECT coalesce(sum(pg_total_relation_size(oid)), 0) FROM {TABLES}"
OTHERS = """SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"""
EMPTY = f"""
    SET session_replication_role = replica; -- no triggers, no foreign keys
    DO $$
    DECLARE name text;
    BEGIN
        FOR name IN SELECT oid::regclass FROM {TABLES} LOOP
            EXECUTE 'DELETE FROM ' || name;
        END LOOP;
    END $$;
    SELECT setval(seqrelid, seqstart, false) FROM pg_sequence;
"""


class FreshDatabases:
    """Copies of a template, each with a name that no other has had."""

    def __init__(self, server: PostgresServer, template: str) -> None:
        self._server = server
        self._template = template
        self._numbers = itertools.count(1)
        self._empty: list[str] = []
        with psycopg.connect(server.url(template)) as connection:
            self._schema = connection.execute(SCHEMA).fetchone()
            names = connection.execute(f"SELECT relname FROM {TABLES}").fetchall()  # noqa: S608 - a constant
            self._rows = {name: _copied(connection, name) for (name,) in names}

    def take(self) -> str:
        """Return the name of a database that nobody else has."""
        name = f"arena_{next(self._numbers)}"
        if self._empty:
            self._server.rename_database(self._empty.pop(), name)
        else:
            self._server.create_database(name, self._template)
        return name

    def give_back(self, name: str) -> None:
        """Keep a database for the next who asks if all that was done to it can be undone."""
        try:
            with psycopg.connect(self._server.url(name)) as connection:
                emptied = self._emptied(connection)
        except psycopg.Error:
            emptied = False
        if emptied:
            self._empty.append(name)
        else:
            self._server.drop_database(name)

    def _emptied(self, connection: psycopg.Connection) -> bool:
        size = connection.execute(SIZE).fetchone()
        if connection.execute(SCHEMA).fetchone() != self._schema or size is None or size[0] > MOST_BYTES:
            return False
        if not _alone(connection):
            return False
        connection.execute(EMPTY)
        for table, rows in self._rows.items():
            with connection.cursor().copy(
                sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table))
            ) as copy:
                copy.write(rows)
        return True


def _copied(connection: psycopg.Connection, table: str) -> bytes:
    with connection.cursor().copy(sql.SQL("COPY {} TO STDOUT").format(sql.Identifier(table))) as copy:
        return b"".join(map(bytes, copy))


def _alone(connection: psycopg.Connection) -> bool:
    for _ in range(LOOKS):
        if connection.execute(OTHERS).fetchone() == (0,):
            return True
        connection.rollback()  # a transaction sees the same activity all the time
        time.sleep(LOOK_SECONDS)
    return False
