"""A model's prices: the lowest one, and every provider's offers with their latency."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from service.arena.models.source import Latency, ModelSource
from service.db.queries.offers import OfferRow
from service.domain.catalog import Price


@dataclass(frozen=True, slots=True)
class CurrentOffer:
    """A provider's current price.

    ``latency_ms`` is stated in the offer; ``latency`` was measured here, None without measurements.
    """

    id: int
    provider: str
    amount: float
    currency: str
    unit: str
    latency_ms: int | None
    latency: Latency | None
    valid_from: str
    source_url: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Pricing:
    """The lowest price, preferably in dollars, None if there is no offer; and all current offers."""

    starts_at: Price | None
    offers: tuple[CurrentOffer, ...]


def pricing(source: ModelSource) -> Pricing:
    """Return the model's prices today, cheapest first."""
    current = [_offer(row, source.latencies) for row in source.offers]
    return Pricing(source.others[source.id].price, tuple(sorted(current, key=_dollars_first)))


def _dollars_first(offer: CurrentOffer) -> tuple[bool, str, float, str, int]:
    return offer.currency != "USD", offer.currency, offer.amount, offer.provider, offer.id


def _offer(row: OfferRow, latencies: Mapping[str, Latency]) -> CurrentOffer:
    return CurrentOffer(
        id=row.id,
        provider=row.provider,
        amount=row.amount_micros / 1e6,
        currency=row.currency,
        unit=row.unit,
        latency_ms=row.latency_ms,
        latency=latencies.get(row.provider),
        valid_from=row.valid_from,
        source_url=row.source_url,
        note=row.note,
    )
