"""What a model costs: the lowest price, and every provider's offers with their latency."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from service.arena.models.source import Latency, Source
from service.db.queries.offers import OfferRow
from service.db.queries.prices import Price


@dataclass(frozen=True, slots=True)
class Asked:
    """What a provider asks for an image since a date.

    ``latency_ms`` is what the offer says of itself; ``latency`` was measured here, None without any.
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
    """The lowest price, dollars before other currencies, None where none is known; and all current offers."""

    starts_at: Price | None
    offers: tuple[Asked, ...]


def pricing(source: Source) -> Pricing:
    """Return the model's prices today, the cheapest first."""
    asked = [_asked(row, source.latencies) for row in source.offers]
    return Pricing(source.others[source.id].price, tuple(sorted(asked, key=_dollars_first)))


def _dollars_first(asked: Asked) -> tuple[bool, str, float, str, int]:
    return asked.currency != "USD", asked.currency, asked.amount, asked.provider, asked.id


def _asked(row: OfferRow, latencies: Mapping[str, Latency]) -> Asked:
    return Asked(
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
