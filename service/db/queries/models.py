"""Models in the database."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import delete, insert, select, update

from service.db.engine import ReadSession, WriteSession
from service.db.rows import columns, fetch, fetch_one
from service.db.tables.catalog import model_aliases, models, organizations
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


class NameRow(NamedTuple):
    """What a model is found by."""

    id: int
    slug: str
    name: str
    retired_at: int | None


_MERGED = select(models.c.id, models.c.former_id, models.c.merged_into).where(
    models.c.merged_into.is_not(None)
)
_USED = models.c.merged_into.is_(None)


def ids_of(session: ReadSession, slugs: Iterable[str]) -> dict[str, int]:
    """Return the ids of models by slug, or by a slug that they had before. Ignore unknown slugs."""
    wanted = set(slugs)
    statement = select(models.c.slug, models.c.id).where(models.c.slug.in_(wanted), _USED)
    ids = {row.slug: row.id for row in session.execute(statement)}
    if len(ids) < len(wanted):
        ids |= aliases(session, wanted - ids.keys())
    return ids


def aliases(session: ReadSession, slugs: Iterable[str]) -> dict[str, int]:
    """Return the ids of models by slugs that they had before. Ignore unknown slugs."""
    statement = select(model_aliases.c.slug, model_aliases.c.model_id)
    rows = session.execute(statement.where(model_aliases.c.slug.in_(list(slugs))))
    return {row.slug: row.model_id for row in rows}


def retired(session: ReadSession, ids: Iterable[int]) -> set[int]:
    """Return which of these models are retired."""
    statement = select(models.c.id).where(models.c.id.in_(list(ids)), models.c.retired_at.is_not(None))
    return set(session.execute(statement).scalars())


def add(session: WriteSession, values: Mapping[str, object]) -> int:
    """Insert a model and return its id. Raise IntegrityError if the slug is taken."""
    return int(session.execute(insert(models).values(values).returning(models.c.id)).scalar_one())


def give_slug(session: WriteSession, model_id: int, before: str, slug: str) -> None:
    """Give a model another slug; the one before still leads to it."""
    session.execute(delete(model_aliases).where(model_aliases.c.slug == slug))
    session.execute(insert(model_aliases).values(slug=before, model_id=model_id))
    session.execute(update(models).where(models.c.id == model_id).values(slug=slug))


def change(session: WriteSession, model_id: int, values: Mapping[str, object]) -> None:
    """Set columns of a model."""
    session.execute(update(models).where(models.c.id == model_id).values(values))


def get(session: ReadSession, slug: str) -> ModelRow | None:
    """Return the model with this slug, or with this slug before, or None."""
    row = fetch_one(session, ModelRow, _SELECT.where(models.c.slug == slug, _USED))
    if row is None:
        before = select(model_aliases.c.model_id).where(model_aliases.c.slug == slug).scalar_subquery()
        row = fetch_one(session, ModelRow, _SELECT.where(models.c.id == before))
    return row


def page(session: ReadSession, page: Page, *, retired: bool = True) -> list[ModelRow]:
    """Return a page of models by slug, including retired ones unless ``retired`` is false."""
    statement = _SELECT.where(models.c.slug > page.after, _USED)
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
    """Return the slugs of all models by id, including those that were merged."""
    return {row.id: row.slug for row in session.execute(select(models.c.id, models.c.slug))}


def names(session: ReadSession) -> list[NameRow]:
    """Return the names of all models, oldest first, without those that were merged."""
    return fetch(session, NameRow, select(*columns(models, NameRow)).where(_USED).order_by(models.c.id))


def every_alias(session: ReadSession) -> dict[str, int]:
    """Return the ids of models by the slugs that they had before."""
    return {row.slug: row.model_id for row in session.execute(select(model_aliases))}


def merged(session: ReadSession) -> dict[int, int]:
    """Return the models that others were merged into: their ids by the ids that the others had."""
    return {row.former_id: row.merged_into for row in session.execute(_MERGED)}


def merged_names(session: ReadSession) -> list[tuple[str, int]]:
    """Return the names of models that were merged, each with the id of the model it was merged into."""
    statement = select(models.c.name, models.c.merged_into).where(models.c.merged_into.is_not(None))
    return [(row.name, row.merged_into) for row in session.execute(statement.order_by(models.c.id))]


def merged_records(session: ReadSession) -> dict[int, int]:
    """Return what `merged` does, also by the ids of the records that are left of the others."""
    rows = session.execute(_MERGED).all()
    return {old: row.merged_into for row in rows for old in (row.former_id, row.id)}
