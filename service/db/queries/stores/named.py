"""The blobs that the database names: enough of them to know whether a store is its own."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import func, select

from service.db.engine import ReadSession
from service.db.tables.blobs import BLOB_COLUMNS, Kind
from service.db.tables.voting import images

# What tells the oldest rows of a table from the newest, or some from others.
_ORDERS = ("id", "sealed_at", "copy")


class Named(NamedTuple):
    """A blob: the part of the store that it is in, and its SHA-256."""

    kind: Kind
    digest: bytes


def some(session: ReadSession, each: int) -> list[Named]:
    """Return a few blobs of each kind, the oldest and the newest, those of withdrawn images included."""
    found: dict[Named, None] = {}
    for kind, columns in BLOB_COLUMNS.items():
        for column in columns:
            order = next(column.table.c[name] for name in _ORDERS if name in column.table.c)
            for one_way in (order, order.desc()):
                statement = select(column).where(column.is_not(None)).order_by(one_way).limit(each)
                found |= dict.fromkeys(Named(kind, row[0]) for row in session.execute(statement))
    return list(found)


def shown_at_random(session: ReadSession, size: int) -> list[bytes]:
    """Return the hashes of copies of images in use, drawn by chance. Reads all images."""
    statement = select(images.c.copy).where(images.c.withdrawn_at.is_(None))
    return [row[0] for row in session.execute(statement.order_by(func.random()).limit(size))]
