"""Every page, in the order in which routes are tried: the busiest first."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.routing import BaseRoute

from service.web import (
    arena_charts,
    arenas,
    badges,
    catalog,
    comparisons,
    crawlers,
    embedded_boards,
    explained_charts,
    home,
    integrity,
    me,
    methodology,
    models,
    oembed,
    playground,
    price_pages,
    share_cards,
    static,
    voting,
)
from service.web.admin.routes import ROUTERS

_ROUTERS: tuple[APIRouter, ...] = (
    voting.router,
    arenas.router,
    home.router,
    me.router,
    models.router,
    catalog.router,
    comparisons.router,
    price_pages.router,
    playground.router,
    badges.router,
    share_cards.router,
    embedded_boards.router,
    oembed.router,
    crawlers.router,
    methodology.router,
    integrity.router,
    arena_charts.router,
    explained_charts.router,
    *ROUTERS,
)


def every_page() -> list[BaseRoute]:
    """All routes of pages, and that of the files they use."""
    return [*(route for router in _ROUTERS for route in router.routes), static.route()]
