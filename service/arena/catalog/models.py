"""Models: created, changed, listed, retired."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import TypedDict

from service.arena.catalog.annotations import annotate_model
from service.arena.catalog.records import check_new, get_by_slug, retirement
from service.db.catalog_revision import touch_catalog
from service.db.engine import ReadSession, WriteSession
from service.db.queries import models, organizations
from service.db.queries.models import ModelRow
from service.domain import clock
from service.domain.catalog import License, Model
from service.domain.paging import Listing, Page, listing
from service.domain.slugs import is_slug, slugify
from service.errors import FieldError, Invalid

MAX_CAPABILITIES = 16

_PLAIN = ("name", "released", "description", "license_name", "license_url", "weights_open", "commercial_use")
_UNKNOWN = {"weights_open": "unknown", "commercial_use": "unknown", "capabilities": "[]"}


class ModelFields(TypedDict, total=False):
    """The fields of a model besides its slug; a field that is left out is not changed.

    ``organization`` is a slug, ``released`` a date (``2026-11-22``).
    """

    name: str
    organization: str | None
    released: str | None
    description: str | None
    license_name: str | None
    license_url: str | None
    weights_open: str
    commercial_use: str
    capabilities: Sequence[str]
    retired: bool


def create(session: WriteSession, slug: str, fields: ModelFields, *, created_by: int | None = None) -> Model:
    """Add a model; its slug is the default name. ``created_by`` is the id of an API key.

    Raise Invalid for a bad slug or an organization that does not exist, Conflict for a taken slug.
    """
    touch_catalog(session)
    check_new("model", slug, lambda slug: models.get(session, slug))
    values = {"name": slug, **_UNKNOWN, **_columns(session, fields, None)}
    models.add(session, {"slug": slug, "created_at": clock.now(), "created_by": created_by, **values})
    return get(session, slug)


def check_slug_of(session: ReadSession, slug: str, model_id: int) -> None:
    """Raise Invalid if the text is not a slug, and Conflict if it looks like that of another model."""

    def another(slug: str) -> ModelRow | None:
        row = models.get(session, slug)
        return None if row is None or row.id == model_id else row

    check_new("model", slug, another)


def get(session: ReadSession, slug: str) -> Model:
    """Return the model of this slug, retired or not; raise NotFound."""
    return _shape(find(session, slug))


def find(session: ReadSession, slug: str) -> ModelRow:
    """Return the model's row, which has its id; raise NotFound."""
    return get_by_slug("model", slug, lambda slug: models.get(session, slug))


def page(session: ReadSession, page: Page, *, retired: bool = False) -> Listing[Model]:
    """Return a page of the models by slug, including retired ones if ``retired``."""
    return listing(models.page(session, page, retired=retired), page, _shape, lambda model: model.slug)


def change(session: WriteSession, slug: str, fields: ModelFields) -> Model:
    """Change the given fields; return the model afterwards.

    Raise NotFound, and Invalid for an organization that does not exist.
    """
    touch_catalog(session)
    row = find(session, slug)
    models.change(session, row.id, {"slug": row.slug, **_columns(session, fields, row.retired_at)})
    changed = get(session, slug)
    annotate_model(session, row.id, _shape(row), changed)
    return changed


def retire(session: WriteSession, slug: str) -> None:
    """Take the model out of the lists; its votes, ratings and offers stay. Raise NotFound."""
    change(session, slug, {"retired": True})


def _columns(session: ReadSession, fields: ModelFields, retired_at: int | None) -> dict[str, object]:
    columns: dict[str, object] = {key: value for key, value in fields.items() if key in _PLAIN}
    if "organization" in fields:
        columns["organization_id"] = _organization_id(session, fields["organization"])
    if "capabilities" in fields:
        columns["capabilities"] = json.dumps(_canonical(fields["capabilities"]), ensure_ascii=False)
    if "retired" in fields:
        columns["retired_at"] = retirement(fields["retired"], retired_at)
    return columns


def _organization_id(session: ReadSession, slug: str | None) -> int | None:
    if slug is None:
        return None
    row = organizations.get(session, slug) if is_slug(slug) else None
    if row is None:
        detail = f"there is no organization {slug[:100]!r}; create it first with POST /api/v1/organizations"
        raise Invalid(detail, [FieldError("organization", detail)])
    return int(row.id)


def _canonical(capabilities: Sequence[str]) -> list[str]:
    slugs = sorted({slugify(name) for name in capabilities})
    if len(slugs) > MAX_CAPABILITIES or "" in slugs:
        detail = f"must be at most {MAX_CAPABILITIES} words such as 'text-to-image'"
        raise Invalid(f"capabilities {detail}", [FieldError("capabilities", detail)])
    return slugs


def _shape(row: ModelRow) -> Model:
    return Model(
        slug=row.slug,
        name=row.name,
        organization=row.organization,
        organization_name=row.organization_name,
        released=row.released,
        description=row.description,
        license=License(row.license_name, row.license_url, row.weights_open, row.commercial_use),
        capabilities=tuple(json.loads(row.capabilities)),
        created_at=row.created_at,
        retired_at=row.retired_at,
    )
