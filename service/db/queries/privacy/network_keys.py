"""The keys of days, with which the hashes of networks are made."""

from __future__ import annotations

from sqlalchemy import delete, select

from service.db.bulk import Insert
from service.db.engine import ReadSession, WriteSession
from service.db.tables.access import network_keys

_add = Insert(network_keys, ("day", "key"), "DO NOTHING")


def find(session: ReadSession, day: int) -> bytes | None:
    """Return the key of a day, or None."""
    return session.execute(select(network_keys.c.key).where(network_keys.c.day == day)).scalar_one_or_none()


def find_or_add(session: WriteSession, day: int, key: bytes) -> bytes:
    """Return the key of a day: this one, unless another process has added one."""
    _add(session, [(day, key)])
    stored: bytes = session.execute(select(network_keys.c.key).where(network_keys.c.day == day)).scalar_one()
    return stored


def delete_before(session: WriteSession, day: int) -> int:
    """Delete the keys of the days before one; return how many."""
    return session.execute(delete(network_keys).where(network_keys.c.day < day)).rowcount
