"""The site map: every page with content of its own."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from service.arena.catalog import arenas, models, organizations
from service.db.engine import ReadSession
from service.domain.paging import Page

MOST = 50_000
"""The most URLs that a site map may have."""

_FIRST = ("/", "/arenas", "/models", "/compare", "/playground", "/methodology", "/integrity")


def site_map(session: ReadSession) -> tuple[str, ...]:
    """Return the paths of the site's pages, and those of its arenas, models and organizations."""
    return tuple(_paths(session))[:MOST]


def _paths(session: ReadSession) -> Iterator[str]:
    yield from _FIRST
    everything = Page(limit=MOST)
    for arena in arenas.running(session):
        yield f"/arenas/{quote(arena.slug)}"
        yield f"/arenas/{quote(arena.slug)}/prices"
    for model in models.page(session, everything).items:
        yield f"/models/{quote(model.slug)}"
    for organization in organizations.page(session, everything).items:
        yield f"/organizations/{quote(organization.slug)}"
