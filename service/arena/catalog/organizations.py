"""Organizations: created, changed, listed, retired."""

from __future__ import annotations

from typing import TypedDict

from service.arena.catalog.records import check_new, get_by_slug, retirement
from service.db.catalog_revision import touch_catalog
from service.db.engine import ReadSession, WriteSession
from service.db.queries import organizations
from service.db.queries.organizations import OrganizationRow
from service.domain import clock
from service.domain.catalog import Organization
from service.domain.paging import Listing, Page, listing


class OrganizationFields(TypedDict, total=False):
    """The fields of an organization besides its slug; a field that is left out is not changed."""

    name: str
    url: str | None
    retired: bool


def create(session: WriteSession, slug: str, fields: OrganizationFields) -> Organization:
    """Add an organization; its slug is the default name.

    Raise Invalid for a bad slug and Conflict for a taken slug.
    """
    touch_catalog(session)
    check_new("organization", slug, lambda slug: organizations.get(session, slug))
    values = {"name": slug, **_columns(fields, None)}
    organizations.add(session, {"slug": slug, "created_at": clock.now(), **values})
    return get(session, slug)


def get(session: ReadSession, slug: str) -> Organization:
    """Return the organization of this slug, retired or not; raise NotFound."""
    return _shape(_find(session, slug))


def page(session: ReadSession, page: Page, *, retired: bool = False) -> Listing[Organization]:
    """Return a page of the organizations by slug, including retired ones if ``retired``."""
    return listing(organizations.page(session, page, retired=retired), page, _shape, lambda o: o.slug)


def change(session: WriteSession, slug: str, fields: OrganizationFields) -> Organization:
    """Change the given fields; return the organization afterwards. Raise NotFound."""
    touch_catalog(session)
    row = _find(session, slug)
    organizations.change(session, row.id, {"slug": row.slug, **_columns(fields, row.retired_at)})
    return get(session, slug)


def retire(session: WriteSession, slug: str) -> None:
    """Take the organization out of the lists; nothing that names it changes. Raise NotFound."""
    change(session, slug, {"retired": True})


def _find(session: ReadSession, slug: str) -> OrganizationRow:
    return get_by_slug("organization", slug, lambda slug: organizations.get(session, slug))


def _columns(fields: OrganizationFields, retired_at: int | None) -> dict[str, object]:
    columns: dict[str, object] = {key: fields[key] for key in ("name", "url") if key in fields}
    if "retired" in fields:
        columns["retired_at"] = retirement(fields["retired"], retired_at)
    return columns


def _shape(row: OrganizationRow) -> Organization:
    return Organization(row.slug, row.name, row.url, row.created_at, row.retired_at)
