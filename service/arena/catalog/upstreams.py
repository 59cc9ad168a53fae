"""Upstreams: the offers by which a model's images can be generated, the cheapest first."""

from __future__ import annotations

from collections.abc import Iterable

from service.db.engine import ReadSession
from service.db.queries import offers
from service.db.queries.offers import UpstreamRow
from service.domain import clock
from service.domain.generations import Route


def routes_of(session: ReadSession, model_ids: Iterable[int]) -> dict[int, tuple[Route, ...]]:
    """Return today's routes to each model's images, by model id; a model without routes is left out.

    Of a provider's offers with the same endpoint and upstream, such as those for other sizes, only the
    cheapest is used.
    """
    routes: dict[int, dict[tuple[object, ...], Route]] = {}
    for row in offers.routes(session, model_ids, clock.day_text(clock.now() // clock.DAY)):
        place = (row.provider, row.endpoint, row.upstream)
        routes.setdefault(row.model_id, {}).setdefault(place, _route(row))
    return {model_id: tuple(by_place.values()) for model_id, by_place in routes.items()}


def dearest(routes: Iterable[Route]) -> Route:
    """Return the route with the most expensive image; its price is reserved for a generation."""
    return max(routes, key=lambda route: route.amount_micros)


def _route(row: UpstreamRow) -> Route:
    return Route(
        offer_id=row.id,
        provider=row.provider,
        endpoint=row.endpoint,
        upstream=row.upstream,
        key_variable=row.key_variable,
        amount_micros=row.amount_micros,
        currency=row.currency,
    )
