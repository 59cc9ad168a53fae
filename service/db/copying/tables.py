"""The tables of a database as it is, which may have the schema of an older version of the program.

What is copied follows from the database itself and not from ``service.db.tables``: a backup can be taken
before a migration, and an older one can be restored.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, NamedTuple

from sqlalchemy import Connection, Float, Integer, LargeBinary, MetaData, Numeric, String, Table
from sqlalchemy.types import TypeEngine

Kind = Literal["integer", "float", "text", "bytes"]
"""What the values of a column are, on either database."""

LEFT_OUT = frozenset(
    {
        "alembic_version",  # the migrations fill it
        "blob_store",  # a restored database gets a blob store of its own
        "deliveries",  # what is on its way now; a copy that is served must not send it a second time
        "fold_workers",  # the processes that run now, as the next two
        "rate_limiters",
        "rate_limits",
        "refits",  # computed from the log, as the next one says
        "refit_states",
        "network_keys",  # a day's key is destroyed with its day, which a copy would undo
        "turnouts",  # what networks and voters did today, under that key
    }
)
"""The tables whose rows are not copied, whether this version has them or not."""

_KINDS: tuple[tuple[type[TypeEngine[Any]], Kind], ...] = (
    (Integer, "integer"),
    (Numeric, "float"),
    (Float, "float"),
    (LargeBinary, "bytes"),
    (String, "text"),
)


class CopiedTable(NamedTuple):
    """A table whose rows are copied, and its columns in the order of the rows."""

    table: Table
    columns: Mapping[str, Kind]

    @property
    def name(self) -> str:
        """The table's name."""
        return self.table.name


def copied_tables(connection: Connection) -> list[CopiedTable]:
    """Return the tables of a database, each after those that it refers to."""
    metadata = MetaData()
    metadata.reflect(connection)
    return [
        CopiedTable(table, {column.name: kind_of(column.type) for column in table.columns})
        for table in metadata.sorted_tables
        if table.name not in LEFT_OUT
    ]


def kind_of(column_type: object) -> Kind:
    """Return the kind of a column's values. Raise TypeError for a type that no copy can hold."""
    for known, kind in _KINDS:
        if isinstance(column_type, known):
            return kind
    raise TypeError(f"columns of the type {column_type!r} cannot be copied between databases")
