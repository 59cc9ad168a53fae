"""Organizations in the database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import insert, select, update

from service.db.engine import ReadSession, WriteSession
from service.db.rows import columns, fetch, fetch_one
from service.db.tables.catalog import organizations
from service.domain.paging import Page


class OrganizationRow(NamedTuple):
    """An organization as stored."""

    id: int
    slug: str
    name: str
    url: str | None
    created_at: int
    retired_at: int | None


_SELECT = select(*columns(organizations, OrganizationRow))


def add(session: WriteSession, values: Mapping[str, object]) -> int:
    """Insert an organization and return its id. Raise IntegrityError if the slug is taken."""
    statement = insert(organizations).values(values).returning(organizations.c.id)
    return int(session.execute(statement).scalar_one())


def change(session: WriteSession, organization_id: int, values: Mapping[str, object]) -> None:
    """Set columns of an organization."""
    session.execute(update(organizations).where(organizations.c.id == organization_id).values(values))


def get(session: ReadSession, slug: str) -> OrganizationRow | None:
    """Return the organization with this slug, or None."""
    return fetch_one(session, OrganizationRow, _SELECT.where(organizations.c.slug == slug))


def page(session: ReadSession, page: Page, *, retired: bool) -> list[OrganizationRow]:
    """Return a page of organizations by slug, with retired ones only if ``retired`` is true."""
    statement = _SELECT.where(organizations.c.slug > page.after)
    if not retired:
        statement = statement.where(organizations.c.retired_at.is_(None))
    return fetch(session, OrganizationRow, statement.order_by(organizations.c.slug).limit(page.size))
