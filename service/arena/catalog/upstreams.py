"""Ways to images: the offers by which a model's images can be had, the cheapest first."""

from __future__ import annotations

from collections.abc import Iterable

from service.db.engine import ReadSession
from service.db.queries import offers
from service.db.queries.offers import UpstreamRow
from service.domain import clock
from service.domain.generations import Route


def routes_of(session: ReadSession, model_ids: Iterable[int]) -> dict[int, tuple[Route, ...]]:
    """Return the ways to images of each model (by its number) today; a model without any is left out.

    Of a provider's offers that lead to the same place, such as those for other sizes, the cheapest counts.
    """
    found: dict[int, dict[tuple[object, ...], Route]] = {}
    for row in offers.routes(session, model_ids, clock.day_text(clock.now() // clock.DAY)):
        place = (row.provider, row.endpoint, row.upstream)
        found.setdefault(row.model_id, {}).setdefault(place, _route(row))
    return {model_id: tuple(ways.values()) for model_id, ways in found.items()}


def dearest(routes: Iterable[Route]) -> Route:
    """Return the route whose image costs most, which is what is set aside for a generation."""
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
