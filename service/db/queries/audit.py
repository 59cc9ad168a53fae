"""The audit log in the database. Rows are added and never changed."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import func, insert, select

from service.db.engine import ReadSession, WriteSession
from service.db.rows import columns, fetch
from service.db.tables.access import api_keys, audit


class AuditRow(NamedTuple):
    """An entry of the audit log, with the name of the key that acted; both are empty for the service."""

    id: int
    at: int
    key_id: int | None
    action: str
    subject: str
    detail: str
    key_name: str


def add(session: WriteSession, values: dict[str, object]) -> None:
    """Add an entry."""
    session.execute(insert(audit).values(values))


def page(session: ReadSession, before: int, limit: int) -> list[AuditRow]:
    """Return the entries with ids below ``before``, newest first."""
    statement = (
        select(*columns(audit, AuditRow, "key_name"), func.coalesce(api_keys.c.name, ""))
        .outerjoin(api_keys, api_keys.c.id == audit.c.key_id)
        .where(audit.c.id < before)
        .order_by(audit.c.id.desc())
        .limit(limit)
    )
    return fetch(session, AuditRow, statement)


def subjects_of(session: ReadSession, action: str, since: int) -> list[str]:
    """Return the subjects of what the service itself did lately, oldest first."""
    mine = (audit.c.key_id.is_(None), audit.c.action == action, audit.c.at >= since)
    return [row.subject for row in session.execute(select(audit.c.subject).where(*mine).order_by(audit.c.id))]
