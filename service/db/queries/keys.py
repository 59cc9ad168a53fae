"""API keys in the database: hashes, never the keys themselves."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import func, insert, select, update

from service.db.engine import ReadSession, WriteSession
from service.db.rows import columns, fetch, fetch_one
from service.db.tables.access import api_keys, audit, idempotency
from service.db.tables.generations import generations


class KeyRow(NamedTuple):
    """An API key as stored; the last two fields limit what it may use."""

    id: int
    name: str
    hash: bytes
    scopes: str
    created_at: int
    revoked_at: int | None
    daily_generations: int | None
    monthly_micros: int | None


_SELECT = select(*columns(api_keys, KeyRow))


def add(session: WriteSession, name: str, hash_: bytes, scopes: str, at: int, **limits: int | None) -> int:
    """Insert a key and return its id. ``limits`` are columns that limit what it may use."""
    values = {"name": name, "hash": hash_, "scopes": scopes, "created_at": at, **limits}
    return int(session.execute(insert(api_keys).values(values).returning(api_keys.c.id)).scalar_one())


def find(session: ReadSession, hash_: bytes) -> KeyRow | None:
    """Return the key with this hash, revoked or not, or None."""
    return fetch_one(session, KeyRow, _SELECT.where(api_keys.c.hash == hash_))


def get(session: ReadSession, key_id: int) -> KeyRow | None:
    """Return the key with this id, or None."""
    return fetch_one(session, KeyRow, _SELECT.where(api_keys.c.id == key_id))


def every(session: ReadSession) -> list[KeyRow]:
    """Return all keys, including revoked ones, oldest first."""
    return fetch(session, KeyRow, _SELECT.order_by(api_keys.c.id))


def revoke(session: WriteSession, key_id: int, at: int) -> None:
    """Mark a key as revoked. A key that is already revoked keeps its time."""
    where = (api_keys.c.id == key_id, api_keys.c.revoked_at.is_(None))
    session.execute(update(api_keys).where(*where).values(revoked_at=at))


def last_trace(session: ReadSession) -> int | None:
    """Return when a key was last used for something that is stored with it, None for never.

    That is an administrator's action, a generation, or a request with an idempotency key.
    """
    times = (
        select(func.max(audit.c.at)).where(audit.c.key_id.is_not(None)),
        select(func.max(generations.c.created_at)).where(generations.c.key_id.is_not(None)),
        select(func.max(idempotency.c.created_at)),
    )
    return max((at for one in times if (at := session.execute(one).scalar()) is not None), default=None)
