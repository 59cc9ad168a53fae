"""Many rows in one statement: rows of ``VALUES`` on SQLite, arrays and ``unnest`` on PostgreSQL.

A group commit keeps up because it runs one statement for each batch, not one for each row;
docs/performance.md has the measurements.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from functools import cache
from itertools import chain
from typing import Generic, TypeVar

from sqlalchemy import String, Table, TextClause, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.types import TypeEngine

from service.db.direct import DirectStatement
from service.db.engine import ReadSession, WriteSession
from service.db.rows import driver_rows

T = TypeVar("T")

# The numbers of rows in a statement, largest first. Each size is one more statement to prepare, so there are
# few. Larger statements than these are no faster.
_SIZES = (64, 8, 1)
_POSTGRES = postgresql.dialect()  # type: ignore[no-untyped-call]


class Insert:
    """An insert of many rows into some columns of a table.

    ``conflict`` says what to do if a key is taken, in SQL that both databases know, such as
    ``DO NOTHING``. Without it, a taken key raises IntegrityError.
    """

    def __init__(self, table: Table, columns: Sequence[str], conflict: str = "") -> None:
        names = ", ".join(columns)
        keys = ", ".join(column.name for column in table.primary_key)
        clause = f" ON CONFLICT ({keys}) {conflict}" if conflict else ""
        marks = ", ".join("?" for _ in columns)
        # "WHERE true" keeps SQL's grammar from reading the conflict clause as part of a join.
        self._head = f"INSERT INTO {table.name} ({names}) SELECT * FROM unnest("  # noqa: S608 - names only
        self._condition, self._tail = f") AS u({names}) WHERE ", clause
        self._types = [_array_type(table.c[name].type) for name in columns]
        self._rows = {
            size: f"INSERT INTO {table.name} ({names}) VALUES {', '.join([f'({marks})'] * size)}{clause}"  # noqa: S608
            for size in _SIZES
        }

    def __call__(self, session: WriteSession, rows: Sequence[Sequence[object]]) -> None:
        """Insert the rows, which may be none. Each has a value for each of the columns."""
        insert_together(session, (self, rows))

    def sql(self, prefix: str, condition: str = "true") -> str:
        """Return the statement for PostgreSQL, with parameters that start with the prefix.

        Of rows that do not meet the condition, it does nothing.
        """
        arrays = ", ".join(f"CAST(:{prefix}{i} AS {kind}[])" for i, kind in enumerate(self._types))
        return f"{self._head}{arrays}{self._condition}{condition}{self._tail}"

    def in_sqlite(self, session: WriteSession, rows: Sequence[Sequence[object]]) -> None:
        """Insert the rows on SQLite."""
        # Other threads run between the driver's calls, and the writer waits for them. So this makes few,
        # long calls. The driver's executemany would make one for each row.
        cursor = session.connection.cursor()
        at = 0
        for size, statement in self._rows.items():
            while len(rows) - at >= size:
                cursor.execute(statement, list(chain.from_iterable(rows[at : at + size])))
                at += size
        cursor.close()


class Update(Insert):
    """A change of some columns of existing rows, found by the table's key, which are the first columns."""

    def __init__(self, table: Table, columns: Sequence[str]) -> None:
        keys = [column.name for column in table.primary_key]
        changed = [name for name in columns if name not in keys]
        self._types = [_array_type(table.c[name].type) for name in columns]
        values = ", ".join(f"{name} = u.{name}" for name in changed)
        self._head = f"UPDATE {table.name} t SET {values} FROM unnest("  # noqa: S608 - names only
        matched = " AND ".join(f"t.{key} = u.{key}" for key in keys)
        self._condition, self._tail = f") AS u({', '.join(columns)}) WHERE {matched} AND ", ""
        marks = " AND ".join(f"{key} = ?{1 + i}" for i, key in enumerate(keys))
        numbered = ", ".join(f"{name} = ?{1 + i}" for i, name in enumerate(columns) if name in changed)
        self._one = f"UPDATE {table.name} SET {numbered} WHERE {marks}"  # noqa: S608 - names only

    def in_sqlite(self, session: WriteSession, rows: Sequence[Sequence[object]]) -> None:
        """Change the rows on SQLite."""
        session.connection.cursor().executemany(self._one, rows)


def _array_type(kind: TypeEngine[object]) -> str:
    # A cast to VARCHAR(3) would cut longer texts. As TEXT, the table refuses them.
    return "TEXT" if isinstance(kind, String) else kind.compile(_POSTGRES)


Rows = tuple[Insert, Sequence[Sequence[object]]]
"""Rows to insert, and the insert for their table."""


def insert_together(session: WriteSession, *parts: Rows) -> None:
    """Insert rows into several tables that do not depend on each other.

    On PostgreSQL this takes one round trip. Waiting for the event loop between statements would cost more
    than the statements.
    """
    filled = [part for part in parts if part[1]]
    if session.dialect.name == "sqlite":
        for insert, rows in filled:
            insert.in_sqlite(session, rows)
    elif filled:
        session.execute(_together(tuple(insert for insert, _ in filled)), values_of(filled))


@cache
def _together(inserts: tuple[Insert, ...]) -> TextClause:
    *others, last = inserts
    last_sql = last.sql(_prefix(len(others)))
    return text(f"WITH {named(others)} {last_sql}" if others else last_sql)


def named(inserts: Sequence[Insert], condition: str = "true") -> str:
    """Return inserts as parts of a larger statement of PostgreSQL, of which each row needs the condition."""
    numbered = enumerate(inserts)
    return ", ".join(
        f"part{number} AS ({insert.sql(_prefix(number), condition)})" for number, insert in numbered
    )


def values_of(parts: Sequence[Rows]) -> dict[str, list[object]]:
    """Return the values of a statement with `named` inserts, each of which has rows."""
    return {
        f"{_prefix(number)}{i}": list(column)
        for number, (_, rows) in enumerate(parts)
        for i, column in enumerate(zip(*rows, strict=True))
    }


def _prefix(number: int) -> str:
    return f"p{number}_"


class Lookup(Generic[T]):
    """A query for the rows that match a list of keys.

    The query is SQL that both databases know. It contains ``FROM k JOIN``: ``k`` is a table of the keys,
    whose columns and types are the keyword arguments. ``make`` makes what is returned from a row.
    """

    def __init__(self, make: Callable[[Sequence[object]], T], query: str, **keys: str) -> None:
        paths = ", ".join(f"json_extract(value, '$[{i}]') AS {key}" for i, key in enumerate(keys))
        names = ", ".join(keys)
        arrays = ", ".join(f"CAST(:{key} AS {kind}[])" for key, kind in keys.items())
        self._make = make
        self._keys = tuple(keys)
        # SQLite assumes that the keys are many, and would look up each row of the table among them. It
        # keeps the order of a CROSS JOIN.
        ordered = query.replace("FROM k JOIN", "FROM k CROSS JOIN")
        self._sqlite = text(f"WITH k AS (SELECT {paths} FROM json_each(:rows)) {ordered}")  # noqa: S608
        self._postgres = DirectStatement(f"WITH k({names}) AS (SELECT * FROM unnest({arrays})) {query}", make)  # noqa: S608

    def __call__(self, session: ReadSession, rows: Iterable[Sequence[object]], **others: object) -> list[T]:
        """Return the rows that match the keys. Other parameters of the query are passed by name."""
        keys = list(rows)
        if not keys:
            return []
        if session.dialect.name == "sqlite":
            values: dict[str, object] = {"rows": json.dumps(keys)}
            return list(map(self._make, driver_rows(session, self._sqlite, {**values, **others})))
        columns = map(list, zip(*keys, strict=True))
        values = dict(zip(self._keys, columns, strict=True))
        return self._postgres(session, {**values, **others})
