"""Reading all rows of a table, a page at a time, so that a page is all that is in memory."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import func, select, text, tuple_

from service.db.copying.tables import CopiedTable
from service.db.engine import ReadSession
from service.db.rows import driver_rows, fetch

MOST_ROWS = 20_000
"""More rows in a page take more memory and no less time."""


_ENDS = (
    "SELECT a.slug, e.position, a.last_position FROM arenas a JOIN log_ends e ON e.arena_id = a.id ORDER BY 1"
)
# Before appending and folding were two steps, every vote of a log was rated.
_OLD_ENDS = "SELECT slug, last_position, last_position FROM arenas ORDER BY 1"


class LogEnd(NamedTuple):
    """Where an arena's log ends, and how many of its votes are rated."""

    slug: str
    end: int
    rated: int


def ends(session: ReadSession, tables: Sequence[CopiedTable]) -> list[LogEnd]:
    """Return the ends of all logs by slug, also in a schema of an older version."""
    split = any(table.name == "log_ends" for table in tables)
    return fetch(session, LogEnd, text(_ENDS if split else _OLD_ENDS))


def count(session: ReadSession, table: CopiedTable) -> int:
    """Return how many rows a table has."""
    return int(session.execute(select(func.count()).select_from(table.table)).scalar_one())


def page(
    session: ReadSession, table: CopiedTable, size: int, after: Sequence[object] | None = None
) -> Sequence[Sequence[object]]:
    """Return the next rows in the order of the table's key: the first ones, or those after a row."""
    columns = list(table.table.columns)
    key = list(table.table.primary_key)
    statement = select(*columns).order_by(*key).limit(size)
    if after is not None:
        last = [after[columns.index(column)] for column in key]
        statement = statement.where(tuple_(*key) > tuple_(*last))
    return driver_rows(session, statement, {})
