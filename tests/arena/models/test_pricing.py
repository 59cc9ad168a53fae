"""Prices: the offers that count today, the cheapest first."""

from __future__ import annotations

from dataclasses import replace
from typing import cast

from service.arena.catalog import offers
from service.arena.models.pricing import Pricing, Speed, pricing
from service.arena.models.source import Latency, read
from service.db.engine import WriteSession
from service.domain.catalog import Price
from tests.support.pages.model_pages import TODAY, on_golden
from tests.support.votes.arenas import add_models
from tests.support.votes.ledgers import inside


def offer(session: WriteSession, provider: str, amount: float, **more: object) -> None:
    """Add an offer for ``m0`` that was valid before the tests' day."""
    fields = {"provider": provider, "amount": amount, "currency": "USD", "valid_from": "2024-01-01", **more}
    offers.create(session, "m0", cast("offers.OfferFields", fields))


def test_the_newest_offers_of_each_provider_and_the_lowest_of_all(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session, 1)
        offer(session, "fal", 0.01)
        offer(session, "fal", 0.05, valid_from="2024-02-01", note="1024 x 1024", latency_ms=4200)
        offer(session, "fal", 0.03, valid_from="2024-02-01", note="512 x 512")
        offer(session, "fal", 0.02, valid_from="2034-02-01")
        offer(session, "luma", 0.04, source_url="https://luma.example/prices")
        offer(session, "cheap", 0.001, currency="EUR")
        found = pricing(read(session, "m0", TODAY))
        assert found.starts_at == Price(0.03, "USD", "fal")
        assert [(o.provider, o.amount, o.currency, o.note) for o in found.offers] == [
            ("fal", 0.03, "USD", "512 x 512"),
            ("luma", 0.04, "USD", None),
            ("fal", 0.05, "USD", "1024 x 1024"),
            ("cheap", 0.001, "EUR", None),
        ]
        (dearest,) = [o for o in found.offers if o.amount == 0.05]
        assert (dearest.latency_ms, dearest.latency, dearest.valid_from) == (4200, None, "2024-02-01")
        assert found.offers[1].source_url == "https://luma.example/prices"

    inside(shared_url, work)


def test_how_prices_changed(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session, 1)
        offer(session, "fal", 0.04, latency_ms=9000)
        offer(session, "fal", 0.03, valid_from="2024-02-01", latency_ms=900)
        offer(session, "fal", 0.05, valid_from="2024-02-01", note="large", latency_ms=4200)
        offer(session, "luma", 0.02, valid_from="2024-03-01")
        offer(session, "luma", 0.01, valid_from="2034-03-01")
        source = read(session, "m0", TODAY)
        found = pricing(source)
        assert [(p.provider, p.amount, p.note, p.change and round(p.change, 2)) for p in found.history] == [
            ("luma", 0.02, None, None),
            ("fal", 0.05, "large", None),
            ("fal", 0.03, None, -0.25),
            ("fal", 0.04, None, None),
        ]
        assert found.offers[0].per_thousand == 20.0
        assert found.speed == Speed("fal", 900, 0)
        measured = replace(source, latencies={"fal": Latency(5_000, 9_000, 40), "luma": Latency(800, 900, 2)})
        assert pricing(measured).speed == Speed("fal", 5_000, 40)

    inside(shared_url, work)


def test_no_price_is_known(shared_url: str) -> None:
    def check(found: Pricing) -> None:
        assert found == Pricing(None, (), TODAY)

    on_golden(shared_url, pricing, check)
