"""API keys in the database: their hashes, never the keys."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert, select, update

from service.db.engine import ReadSession, WriteSession
from service.db.tables.access import api_keys


def add(session: WriteSession, name: str, hash_: bytes, scopes: str, at: int, **limits: int | None) -> int:
    """Insert a key; its id. ``limits`` are columns that bound what it may use."""
    values = {"name": name, "hash": hash_, "scopes": scopes, "created_at": at, **limits}
    return int(session.execute(insert(api_keys).values(values).returning(api_keys.c.id)).scalar_one())


def find(session: ReadSession, hash_: bytes) -> Any | None:
    """Return the key of this hash with all its columns, revoked or not, or None."""
    return session.execute(select(api_keys).where(api_keys.c.hash == hash_)).one_or_none()


def get(session: ReadSession, key_id: int) -> Any | None:
    """Return the key of this id with all its columns, or None."""
    return session.execute(select(api_keys).where(api_keys.c.id == key_id)).one_or_none()


def every(session: ReadSession) -> Sequence[Any]:
    """Return all keys, the revoked ones too, oldest first."""
    return session.execute(select(api_keys).order_by(api_keys.c.id)).fetchall()


def revoke(session: WriteSession, key_id: int, at: int) -> None:
    """Mark a key as revoked; one that is already keeps its time."""
    where = (api_keys.c.id == key_id, api_keys.c.revoked_at.is_(None))
    session.execute(update(api_keys).where(*where).values(revoked_at=at))
