"""What there is to find: every page that is about something of its own."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from service.arena.catalog import arenas, models, organizations
from service.db.engine import ReadSession
from service.domain.paging import Page

MOST = 50_000
"""Addresses; more would not be read."""

_FIRST = ("/", "/models", "/compare", "/playground", "/methodology", "/integrity")


def site_map(session: ReadSession) -> tuple[str, ...]:
    """The paths of the pages of the site, its arenas, models and organizations, without the retired ones."""
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
