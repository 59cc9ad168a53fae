"""Empty databases of the current schema on a PostgreSQL server, emptied after a test instead of made again.

To copy the template and to remove the copy takes the server 0.2 s of processor time, and the first connection
to a copy has nothing cached. To delete the rows of a small test takes a hundredth of that. A database is
removed if more than its rows may have changed, or if somebody is still connected.
"""

from __future__ import annotations

import itertools
import time

import psycopg
from psycopg import sql

from tests.support.db.postgres import PostgresServer

MOST_BYTES = 4_000_000
# A closed connection is gone a moment later. One that stays is not waited for.
LOOKS, LOOK_SECONDS = 50, 0.01
# The rows of each of these catalogs are counted, and who wrote them: any change of the schema, or of the
# planner's statistics, shows. What PostgreSQL brings along has numbers below 16,384.
CATALOGS = {
    "pg_attrdef": "adrelid",
    "pg_attribute": "attrelid",
    "pg_class": "oid",
    "pg_constraint": "oid",
    "pg_index": "indexrelid",
    "pg_namespace": "oid",
    "pg_proc": "oid",
    "pg_sequence": "seqrelid",
    "pg_statistic": "starelid",
    "pg_trigger": "oid",
    "pg_type": "oid",
}
ROWS = sql.SQL("SELECT sum(xmin::text::bigint) + count(*) FROM {} WHERE {} >= 16384")
SETTINGS = """SELECT count(*) FROM pg_db_role_setting AS a, pg_database AS b
    WHERE a.setdatabase = b.oid AND b.datname = current_database()"""
OTHERS = """SELECT count(*) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"""
FILLED = """SELECT relname, pg_total_relation_size(oid) FROM pg_class
    WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND pg_relation_size(oid) > 0"""
SEQUENCES = "SELECT setval(seqrelid, seqstart, false) FROM pg_sequence"


class FreshDatabases:
    """Copies of a template, each with a name that no other has had."""

    def __init__(self, server: PostgresServer, template: str) -> None:
        self._server = server
        self._template = template
        self._numbers = itertools.count(1)
        self._empty: list[str] = []
        with psycopg.connect(server.url(template)) as connection:
            self._schema = _schema(connection)
            self._rows = {name: _copied(connection, name) for name in _filled(connection)}

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
        filled = _filled(connection)
        if sum(filled.values()) > MOST_BYTES or _schema(connection) != self._schema or not _alone(connection):
            return False
        connection.execute("SET session_replication_role = replica")  # no triggers, no foreign keys
        for name in filled:
            connection.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(name)))
        connection.execute(SEQUENCES)
        for table, rows in self._rows.items():
            statement = sql.SQL("COPY {} FROM STDIN").format(sql.Identifier(table))
            with connection.cursor().copy(statement) as copy:
                copy.write(rows)
        return True


def _schema(connection: psycopg.Connection) -> list[tuple[object, ...] | None]:
    queries = [
        ROWS.format(sql.Identifier(name), sql.Identifier(number)).as_string()
        for name, number in CATALOGS.items()
    ]
    query = " UNION ALL ".join([*queries, SETTINGS])
    return list(connection.execute(query.encode()).fetchall())


def _filled(connection: psycopg.Connection) -> dict[str, int]:
    """Return the tables that have or had rows, and their sizes in bytes."""
    return dict(connection.execute(FILLED).fetchall())


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
