"""Every page, in the order in which routes are matched: the busiest first."""

from __future__ import annotations

from fastapi import APIRouter
from starlette.routing import BaseRoute

from service.web import documentation, static
from service.web.admin.routes import ROUTERS
from service.web.charts import arena_charts, worked_example
from service.web.embeds import badges, boards, list_cards, oembed, share_cards
from service.web.pages import (
    arenas,
    catalog,
    comparisons,
    crawlers,
    feeds,
    home,
    integrity,
    llms,
    me,
    me_data,
    methodology,
    models,
    playground,
    prices,
    prompt_gallery,
    releases,
    voting,
)
from service.web.pages.boards import index
from service.web.reference import pages as reference
from service.web.voters import sharing, switch

_ROUTERS: tuple[APIRouter, ...] = (
    voting.router,
    arenas.router,
    home.router,
    index.router,
    me.router,
    me_data.router,
    switch.router,
    sharing.router,
    models.router,
    catalog.router,
    comparisons.router,
    prompt_gallery.router,
    feeds.router,
    prices.router,
    releases.router,
    playground.router,
    badges.router,
    list_cards.router,
    share_cards.router,
    boards.router,
    oembed.router,
    crawlers.router,
    llms.router,
    methodology.router,
    integrity.router,
    arena_charts.router,
    worked_example.router,
    reference.router,
    *ROUTERS,
)


def every_page() -> list[BaseRoute]:
    """Return the routes of all pages, of the static files and of the documentation."""
    pages = (route for router in _ROUTERS for route in router.routes)
    return [*pages, *static.routes(), documentation.route()]
