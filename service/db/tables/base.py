"""What the tables share: how constraints are named, storage options, and common columns."""

from __future__ import annotations

from typing import TypedDict

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, MetaData, SmallInteger

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)


class Storage(TypedDict, total=False):
    """How each database stores a table."""

    sqlite_with_rowid: bool
    postgresql_with: dict[str, int]


# For tables that are read by their key alone: SQLite then keeps the rows in the key's own tree, in half
# the pages.
CLUSTERED: Storage = {"sqlite_with_rowid": False}


def row_id() -> Column[int]:
    """Return an ``id`` column that the database counts up."""
    return Column("id", Integer, primary_key=True)


def to(table: str, name: str, *, nullable: bool = False, key: bool = False) -> Column[int]:
    """Return a column that refers to the ``id`` of another table."""
    return Column(name, Integer, ForeignKey(f"{table}.id"), nullable=nullable, primary_key=key)


def logo_columns() -> tuple[Column[bytes], Column[int], Column[int]]:
    """Return the columns of a logo: its SHA-256, and its size in pixels."""
    return (
        Column("logo_digest", LargeBinary(32)),
        Column("logo_width", SmallInteger),
        Column("logo_height", SmallInteger),
    )
