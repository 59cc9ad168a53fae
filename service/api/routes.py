"""Every route of the API, in the order in which they are tried: the busiest first.

The framework compares a request with one route after another, and with a router inside a router twice. So
the application gets the routes themselves, in one flat list.
"""

from __future__ import annotations

from starlette.routing import BaseRoute

from service.api import (
    arenas,
    boards,
    comparisons,
    events,
    generations,
    health,
    image_files,
    images,
    ledger,
    matchups,
    models,
    offers,
    organizations,
    prompts,
    voters,
    votes,
)
from service.api.metrics import route as metrics
from service.api.openai import images as openai_images
from service.api.published import matchups as matchup_table
from service.api.published import releases
from service.api.questions import decide, query
from service.api.raw_route import RawRoute
from service.api.webhooks import routes as webhooks

_ROUTERS = (
    boards.router,
    ledger.router,
    matchup_table.router,
    releases.router,
    events.router,
    health.router,
    metrics.router,
    arenas.router,
    models.router,
    comparisons.router,
    query.router,
    decide.router,
    organizations.router,
    prompts.router,
    images.router,
    offers.router,
    voters.router,
    generations.router,
    openai_images.router,
    webhooks.router,
)


BUSIEST = [
    route for route in (votes.router.routes[0], *matchups.router.routes) if isinstance(route, RawRoute)
]
"""Those for which even the framework's layers are too much: reported votes, deals, votes and skips."""


def every_route() -> list[BaseRoute]:
    """Return all routes, the busiest first."""
    routes = [route for router in _ROUTERS for route in router.routes]
    report, *other_votes = votes.router.routes
    # A voter loads two images for every matchup, and votes once.
    return [report, *image_files.ROUTES, *matchups.router.routes, *other_votes, *routes]
