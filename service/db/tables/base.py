"""What all tables share: the names of constraints, and the columns that every table has alike."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Column, ForeignKey, Integer, MetaData

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

# A table that is read by its key alone is its own index on SQLite: no second tree, half the pages.
CLUSTERED: dict[str, Any] = {"sqlite_with_rowid": False}


def row_id() -> Column[int]:
    """Return the number of a row, counted up by the database."""
    return Column("id", Integer, primary_key=True)


def to(table: str, name: str, *, nullable: bool = False, key: bool = False) -> Column[int]:
    """Return a column that refers to the row of another table by its number."""
    return Column(name, Integer, ForeignKey(f"{table}.id"), nullable=nullable, primary_key=key)
