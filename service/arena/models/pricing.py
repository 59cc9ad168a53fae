"""A model's prices: the lowest one, every provider's offers with their latency, and how they changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from service.arena.models.source import Latency, ModelSource
from service.db.queries.offers import OfferRow
from service.domain.catalog import MICROS, Price


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

    @property
    def per_thousand(self) -> float:
        """The price of 1,000 images."""
        return round(1_000 * self.amount, 3)


class PricePoint(NamedTuple):
    """A provider's price from a day on.

    ``change`` is how much more it is than the provider's price before, as a share of that. It is None for a
    first price, after a free one, and where the currency or the note, such as a size, is another.
    """

    provider: str
    amount: float
    currency: str
    note: str | None
    valid_from: str
    change: float | None


class Speed(NamedTuple):
    """How long an image usually takes at a provider, in milliseconds.

    It is the median of the ``generations`` made here; without any, it is what the provider states.
    """

    provider: str
    milliseconds: int
    generations: int


@dataclass(frozen=True, slots=True)
class Pricing:
    """The lowest price, preferably in dollars, None if there is no offer; and all current offers.

    ``day``, since 1970, is that of the page. ``history`` has all known prices up to then, newest first.
    ``speed`` is None where it is unknown.
    """

    starts_at: Price | None
    offers: tuple[CurrentOffer, ...]
    day: int
    history: tuple[PricePoint, ...] = ()
    speed: Speed | None = None


def pricing(source: ModelSource) -> Pricing:
    """Return the model's prices today, cheapest first."""
    current = sorted((_offer(row, source.latencies) for row in source.offers), key=_dollars_first)
    return Pricing(
        source.others[source.id].price,
        tuple(current),
        source.today,
        _history(source.past_offers),
        _speed(current),
    )


def _dollars_first(offer: CurrentOffer) -> tuple[bool, str, float, str, int]:
    return offer.currency != "USD", offer.currency, offer.amount, offer.provider, offer.id


def _offer(row: OfferRow, latencies: Mapping[str, Latency]) -> CurrentOffer:
    return CurrentOffer(
        id=row.id,
        provider=row.provider,
        amount=row.amount_micros / MICROS,
        currency=row.currency,
        unit=row.unit,
        latency_ms=row.latency_ms,
        latency=latencies.get(row.provider),
        valid_from=row.valid_from,
        source_url=row.source_url,
        note=row.note,
    )


def _history(newest_first: Sequence[OfferRow]) -> tuple[PricePoint, ...]:
    before: dict[tuple[str, str, str | None], int] = {}
    points = []
    for row in reversed(newest_first):
        same = (row.provider, row.currency, row.note)
        old = before.get(same)
        change = row.amount_micros / old - 1 if old else None
        before[same] = row.amount_micros
        amount = row.amount_micros / MICROS
        points.append(PricePoint(row.provider, amount, row.currency, row.note, row.valid_from, change))
    return tuple(reversed(points))


def _speed(offers: Iterable[CurrentOffer]) -> Speed | None:
    """Return the speed that was measured most often, or else the best that is stated."""
    known = [speed for offer in offers if (speed := _speed_of(offer)) is not None]
    return min(known, key=lambda speed: (-speed.generations, speed.milliseconds), default=None)


def _speed_of(offer: CurrentOffer) -> Speed | None:
    if offer.latency is not None:
        return Speed(offer.provider, offer.latency.p50_ms, offer.latency.generations)
    return None if offer.latency_ms is None else Speed(offer.provider, offer.latency_ms, 0)
