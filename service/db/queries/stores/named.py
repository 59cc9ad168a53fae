"""The blobs that the database names: enough of them to know whether a store is its own."""

from __future__ import annotations

from typing import Literal, NamedTuple

from sqlalchemy import Column, Table, func, select

from service.db.engine import ReadSession
from service.db.tables.catalog import prompts
from service.db.tables.generations import generations
from service.db.tables.segments import log_segments
from service.db.tables.voting import images

Kind = Literal["originals", "copies", "log"]

_NAMED: tuple[tuple[Kind, Table, str], ...] = (
    ("copies", images, "copy"),
    ("originals", images, "sha256"),
    ("copies", prompts, "source_copy"),
    ("originals", generations, "output"),
    ("log", log_segments, "sha256"),
)


class Named(NamedTuple):
    """A blob: the part of the store that it is in, and its SHA-256."""

    kind: Kind
    digest: bytes


def some(session: ReadSession, each: int) -> list[Named]:
    """Return a few blobs of each kind, the oldest and the newest, those of withdrawn images included."""
    found: dict[Named, None] = {}
    for kind, table, name in _NAMED:
        digest: Column[bytes] = table.c[name]
        order = table.c.id if "id" in table.c else table.c.sealed_at
        for one_way in (order, order.desc()):
            statement = select(digest).where(digest.is_not(None)).order_by(one_way).limit(each)
            found |= dict.fromkeys(Named(kind, row[0]) for row in session.execute(statement))
    return list(found)


def shown_at_random(session: ReadSession, size: int) -> list[bytes]:
    """Return the hashes of copies of images in use, drawn by chance. Reads all images."""
    statement = select(images.c.copy).where(images.c.withdrawn_at.is_(None))
    return [row[0] for row in session.execute(statement.order_by(func.random()).limit(size))]
