"""Many rows in one statement: rows of ``VALUES`` on SQLite, arrays and ``unnest`` on PostgreSQL.

One statement a batch instead of one a row is what lets a group commit keep up; measured in
docs/performance.md.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import cache
from itertools import chain
from typing import Any

from sqlalchemy import Executable, String, Table, TextClause, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeEngine

from service.db.engine import ReadSession, WriteSession

# Rows of one statement, largest first. A statement is prepared once for each, so there are few; with more
# than the largest it no longer gets faster.
_SIZES = (64, 8, 1)
_POSTGRES = postgresql.dialect()  # type: ignore[no-untyped-call]


class Insert:
    """An insert of many rows into some columns of a table, with what to do where a key is taken.

    The conflict clause is SQL both databases read, such as ``DO NOTHING``; without one a taken key
    raises the database's IntegrityError.
    """

    def __init__(self, table: Table, columns: Sequence[str], conflict: str = "") -> None:
        names = ", ".join(columns)
        keys = ", ".join(column.name for column in table.primary_key)
        clause = f" ON CONFLICT ({keys}) {conflict}" if conflict else ""
        marks = ", ".join("?" for _ in columns)
        # "WHERE true" keeps SQL's grammar from reading the conflict clause as part of a join.
        self._head = f"INSERT INTO {table.name} ({names}) SELECT * FROM unnest("  # noqa: S608 - names only
        self._tail = f") WHERE true{clause}"
        self._types = [_array_type(table.c[name].type) for name in columns]
        self._rows = {
            size: f"INSERT INTO {table.name} ({names}) VALUES {', '.join([f'({marks})'] * size)}{clause}"  # noqa: S608
            for size in _SIZES
        }

    def __call__(self, session: WriteSession, rows: Sequence[Sequence[object]]) -> None:
        """Insert the rows, each as long as the columns; none is fine."""
        insert_together(session, (self, rows))

    def sql(self, prefix: str) -> str:
        """Return the insert on PostgreSQL, with parameters that begin with the prefix."""
        arrays = (f"CAST(:{prefix}{i} AS {kind}[])" for i, kind in enumerate(self._types))
        return f"{self._head}{', '.join(arrays)}{self._tail}"

    def in_sqlite(self, session: WriteSession, rows: Sequence[Sequence[object]]) -> None:
        """Insert the rows on SQLite."""
        # The driver's own cursor: between its calls other threads run, so the fewer and longer calls
        # there are the less the writer waits for them. executemany makes one a row.
        cursor = session.connection.cursor()
        at = 0
        for size, statement in self._rows.items():
            while len(rows) - at >= size:
                cursor.execute(statement, list(chain.from_iterable(rows[at : at + size])))
                at += size
        cursor.close()


def _array_type(kind: TypeEngine[Any]) -> str:
    # As VARCHAR(3) a longer text would be cut to fit; as TEXT it is refused where it is too long.
    return "TEXT" if isinstance(kind, String) else kind.compile(_POSTGRES)


def insert_together(session: WriteSession, *parts: tuple[Insert, Sequence[Sequence[object]]]) -> None:
    """Insert rows of several tables, none of which depends on another; on PostgreSQL in one round trip.

    There each statement waits for its turn in the event loop, which costs more than the statement.
    """
    filled = [part for part in parts if part[1]]
    if session.dialect.name == "sqlite":
        for insert, rows in filled:
            insert.in_sqlite(session, rows)
    elif filled:
        values = {
            f"{_prefix(number)}{i}": list(column)
            for number, (_, rows) in enumerate(filled)
            for i, column in enumerate(zip(*rows, strict=True))
        }
        session.execute(_together(tuple(insert for insert, _ in filled)), values)


@cache
def _together(inserts: tuple[Insert, ...]) -> TextClause:
    *others, last = [insert.sql(_prefix(number)) for number, insert in enumerate(inserts)]
    named = ", ".join(f"part{number} AS ({sql})" for number, sql in enumerate(others))
    return text(f"WITH {named} {last}" if named else last)


def _prefix(number: int) -> str:
    return f"p{number}_"


def plain_rows(session: ReadSession, statement: Executable, **given: object) -> list[tuple[Any, ...]]:
    """Return the rows of a query as bare tuples: SQLAlchemy's rows cost twice what reading them does."""
    cursor: Any = session.execute(statement, given).cursor
    rows = list(map(tuple, cursor.fetchall()))
    cursor.close()
    return rows


class Lookup:
    """A query by a list of keys, joined as ``k``: its columns are the named ones.

    The query is SQL both databases read, with ``FROM k JOIN`` the table in it.
    """

    def __init__(self, query: str, **keys: str) -> None:
        paths = ", ".join(f"json_extract(value, '$[{i}]') AS {key}" for i, key in enumerate(keys))
        names = ", ".join(keys)
        arrays = ", ".join(f"CAST(:{key} AS {kind}[])" for key, kind in keys.items())
        self._keys = tuple(keys)
        # SQLite takes the keys for the longer side, and would read the whole table to look each row up
        # among them; a CROSS JOIN it keeps in the order in which it is written.
        ordered = query.replace("FROM k JOIN", "FROM k CROSS JOIN")
        self._sqlite = text(f"WITH k AS (SELECT {paths} FROM json_each(:rows)) {ordered}")  # noqa: S608
        self._postgres = text(f"WITH k({names}) AS (SELECT * FROM unnest({arrays})) {query}")  # noqa: S608

    def __call__(self, session: ReadSession, rows: Iterable[Sequence[object]], **others: object) -> list[Any]:
        """Return the query's rows for the keys; other parameters of the query are passed by name."""
        keys = list(rows)
        if not keys:
            return []
        statement: TextClause = self._sqlite
        given: dict[str, object] = {"rows": json.dumps(keys)}
        if session.dialect.name != "sqlite":
            statement = self._postgres
            given = {
                key: list(values) for key, values in zip(self._keys, zip(*keys, strict=True), strict=True)
            }
        return list(session.execute(statement, {**given, **others}))
