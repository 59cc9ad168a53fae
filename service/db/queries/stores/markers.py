"""The id of the blob store that belongs to the database."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import select, text, update

from service.db.engine import ReadSession, WriteSession
from service.db.rows import columns, fetch_one
from service.db.tables.stores import blob_store

_CHOOSE = text("INSERT INTO blob_store (id, store_id) VALUES (1, :store_id) ON CONFLICT (id) DO NOTHING")


class MarkerRow(NamedTuple):
    """The id of the database's blob store, and when its marker was first seen there, None before that."""

    store_id: str
    marked_at: int | None


def get(session: ReadSession) -> MarkerRow | None:
    """Return what the database knows of its store, None before it has one."""
    return fetch_one(session, MarkerRow, select(*columns(blob_store, MarkerRow)))


def choose(session: WriteSession, store_id: str) -> MarkerRow:
    """Choose a store by its id, unless one is chosen already; return the one that is chosen."""
    session.execute(_CHOOSE, {"store_id": store_id})
    return fetch_one(session, MarkerRow, select(*columns(blob_store, MarkerRow))) or MarkerRow(store_id, None)


def note_marked(session: WriteSession, at: int) -> None:
    """Note that the marker is in the store."""
    session.execute(update(blob_store).where(blob_store.c.marked_at.is_(None)).values(marked_at=at))
