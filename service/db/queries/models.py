"""Models in the database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import insert, select, update

from service.db.engine import ReadSession, WriteSession
from service.db.tables.catalog import models, organizations
from service.domain.paging import Page

_SELECT = select(
    *(column for column in models.c if column.name != "organization_id"),
    organizations.c.slug.label("organization"),
    organizations.c.name.label("organization_name"),
).select_from(models.outerjoin(organizations))


def ids_of(session: ReadSession, slugs: Iterable[str]) -> dict[str, int]:
    """Return the id of each of these models; unknown ones are left out."""
    statement = select(models.c.slug, models.c.id).where(models.c.slug.in_(list(slugs)))
    return {row.slug: row.id for row in session.execute(statement)}


def add(session: WriteSession, values: Mapping[str, object]) -> int:
    """Insert a model; its id. Raises the database's IntegrityError where the slug is taken."""
    return int(session.execute(insert(models).values(values).returning(models.c.id)).scalar_one())


def change(session: WriteSession, model_id: int, values: Mapping[str, object]) -> None:
    """Set columns of a model."""
    session.execute(update(models).where(models.c.id == model_id).values(values))


def get(session: ReadSession, slug: str) -> Any | None:
    """Return a model with its organization's slug and name, or None."""
    return session.execute(_SELECT.where(models.c.slug == slug)).one_or_none()


def page(session: ReadSession, page: Page, *, retired: bool = True) -> Sequence[Any]:
    """Return the models of a page, by slug; the retired ones too unless told otherwise."""
    statement = _SELECT.where(models.c.slug > page.after)
    if not retired:
        statement = statement.where(models.c.retired_at.is_(None))
    return session.execute(statement.order_by(models.c.slug).limit(page.size)).fetchall()


def in_use(session: ReadSession) -> Sequence[Any]:
    """Return every model that is not retired, by slug."""
    return session.execute(_SELECT.where(models.c.retired_at.is_(None)).order_by(models.c.slug)).fetchall()


def of_ids(session: ReadSession, ids: Iterable[int]) -> dict[int, Any]:
    """Return models by id, with their organizations."""
    rows = session.execute(_SELECT.where(models.c.id.in_(list(ids))))
    return {row.id: row for row in rows}


def slugs(session: ReadSession) -> dict[int, str]:
    """Return the slug of every model by its id."""
    return {row.id: row.slug for row in session.execute(select(models.c.id, models.c.slug))}
