"""Models in the database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import insert, select, update

from service.db.engine import ReadSession, WriteSession
from service.db.rows import columns, fetch, fetch_one
from service.db.tables.catalog import models, organizations
from service.domain.paging import Page


class ModelRow(NamedTuple):
    """A model as stored, with the slug and name of its organization."""

    id: int
    slug: str
    name: str
    released: str | None
    description: str | None
    license_name: str | None
    license_url: str | None
    weights_open: str
    commercial_use: str
    capabilities: str
    created_at: int
    retired_at: int | None
    created_by: int | None
    organization: str | None
    organization_name: str | None


_SELECT = select(
    *columns(models, ModelRow, "organization", "organization_name"),
    organizations.c.slug,
    organizations.c.name,
).select_from(models.outerjoin(organizations))


def ids_of(session: ReadSession, slugs: Iterable[str]) -> dict[str, int]:
    """Return the ids of models by slug. Ignore unknown slugs."""
    statement = select(models.c.slug, models.c.id).where(models.c.slug.in_(list(slugs)))
    return {row.slug: row.id for row in session.execute(statement)}


def retired(session: ReadSession, ids: Iterable[int]) -> set[int]:
    """Return which of these models are retired."""
    statement = select(models.c.id).where(models.c.id.in_(list(ids)), models.c.retired_at.is_not(None))
    return set(session.execute(statement).scalars())


def add(session: WriteSession, values: Mapping[str, object]) -> int:
    """Insert a model and return its id. Raise IntegrityError if the slug is taken."""
    return int(session.execute(insert(models).values(values).returning(models.c.id)).scalar_one())


def change(session: WriteSession, model_id: int, values: Mapping[str, object]) -> None:
    """Set columns of a model."""
    session.execute(update(models).where(models.c.id == model_id).values(values))


def get(session: ReadSession, slug: str) -> ModelRow | None:
    """Return the model with this slug, or None."""
    return fetch_one(session, ModelRow, _SELECT.where(models.c.slug == slug))


def page(session: ReadSession, page: Page, *, retired: bool = True) -> list[ModelRow]:
    """Return a page of models by slug, including retired ones unless ``retired`` is false."""
    statement = _SELECT.where(models.c.slug > page.after)
    if not retired:
        statement = statement.where(models.c.retired_at.is_(None))
    return fetch(session, ModelRow, statement.order_by(models.c.slug).limit(page.size))


def in_use(session: ReadSession) -> list[ModelRow]:
    """Return the models that are not retired, by slug."""
    statement = _SELECT.where(models.c.retired_at.is_(None)).order_by(models.c.slug)
    return fetch(session, ModelRow, statement)


def of_ids(session: ReadSession, ids: Iterable[int]) -> dict[int, ModelRow]:
    """Return models by id. Ignore unknown ids."""
    rows = fetch(session, ModelRow, _SELECT.where(models.c.id.in_(list(ids))))
    return {row.id: row for row in rows}


def slugs(session: ReadSession) -> dict[int, str]:
    """Return the slugs of all models by id."""
    return {row.id: row.slug for row in session.execute(select(models.c.id, models.c.slug))}
