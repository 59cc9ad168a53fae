"""The audit log in the database: rows are added, and never changed."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import insert, select

from service.db.engine import ReadSession, WriteSession
from service.db.tables.access import api_keys, audit


def add(session: WriteSession, values: dict[str, object]) -> None:
    """Add an entry."""
    session.execute(insert(audit).values(values))


def page(session: ReadSession, before: int, limit: int) -> Sequence[Any]:
    """Return the entries with smaller ids, newest first, with the names of their keys."""
    statement = (
        select(audit, api_keys.c.name.label("key_name"))
        .join(api_keys, api_keys.c.id == audit.c.key_id)
        .where(audit.c.id < before)
        .order_by(audit.c.id.desc())
        .limit(limit)
    )
    return session.execute(statement).fetchall()
