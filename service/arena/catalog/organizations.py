"""Use cases around organizations."""

from __future__ import annotations

from typing import TypedDict

from service.arena.catalog.records import check_new, found, retirement
from service.db.catalog_revision import touch_catalog
from service.db.engine import ReadSession, WriteSession
from service.db.queries import organizations
from service.db.queries.organizations import OrganizationRow
from service.domain import clock
from service.domain.catalog import Organization
from service.domain.paging import Listing, Page, listing


class OrganizationFields(TypedDict, total=False):
    """What can be said of an organization beside its slug; a field left out is not changed."""

    name: str
    url: str | None
    retired: bool


def create(session: WriteSession, slug: str, fields: OrganizationFields) -> Organization:
    """Add an organization; without a name it is called by its slug.

    Raises Invalid for a bad slug and Conflict for a taken one.
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
    """Return a page of the organizations by slug, the retired ones only if asked for."""
    return listing(organizations.page(session, page, retired=retired), page, _shape, lambda o: o.slug)


def change(session: WriteSession, slug: str, fields: OrganizationFields) -> Organization:
    """Change the given fields; the organization afterwards. Raises NotFound."""
    touch_catalog(session)
    row = _find(session, slug)
    organizations.change(session, row.id, {"slug": row.slug, **_columns(fields, row.retired_at)})
    return get(session, slug)


def retire(session: WriteSession, slug: str) -> None:
    """Take the organization out of the lists; nothing that names it changes. Raises NotFound."""
    change(session, slug, {"retired": True})


def _find(session: ReadSession, slug: str) -> OrganizationRow:
    return found("organization", slug, lambda slug: organizations.get(session, slug))


def _columns(fields: OrganizationFields, retired_at: int | None) -> dict[str, object]:
    columns: dict[str, object] = {key: fields[key] for key in ("name", "url") if key in fields}
    if "retired" in fields:
        columns["retired_at"] = retirement(fields["retired"], retired_at)
    return columns


def _shape(row: OrganizationRow) -> Organization:
    return Organization(row.slug, row.name, row.url, row.created_at, row.retired_at)
