"""Organizations in the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import insert, select, update

from service.db.engine import ReadSession, WriteSession
from service.db.tables.catalog import organizations
from service.domain.paging import Page


def add(session: WriteSession, values: Mapping[str, object]) -> int:
    """Insert an organization; its id. Raises the database's IntegrityError where the slug is taken."""
    statement = insert(organizations).values(values).returning(organizations.c.id)
    return int(session.execute(statement).scalar_one())


def change(session: WriteSession, organization_id: int, values: Mapping[str, object]) -> None:
    """Set columns of an organization."""
    session.execute(update(organizations).where(organizations.c.id == organization_id).values(values))


def get(session: ReadSession, slug: str) -> Any | None:
    """Return an organization with all its columns, or None."""
    return session.execute(select(organizations).where(organizations.c.slug == slug)).one_or_none()


def page(session: ReadSession, page: Page, *, retired: bool) -> Sequence[Any]:
    """Return the organizations of a page, by slug; the retired ones only if asked for."""
    statement = select(organizations).where(organizations.c.slug > page.after)
    if not retired:
        statement = statement.where(organizations.c.retired_at.is_(None))
    return session.execute(statement.order_by(organizations.c.slug).limit(page.size)).fetchall()
