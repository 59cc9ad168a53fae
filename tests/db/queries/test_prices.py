"""The lowest current price of a model."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from service.db.engine import WriteSession
from service.db.queries import models, offers, prices
from service.domain.catalog import Price
from tests.support.votes.arenas import add_models
from tests.support.votes.ledgers import inside

TODAY = "2026-11-22"


class Offer(NamedTuple):
    provider: str
    amount: float
    since: str = "2026-01-01"
    currency: str = "USD"
    unit: str = "image"


@pytest.mark.parametrize(
    ("given", "price"),
    [
        pytest.param([], None, id="nobody offers it"),
        pytest.param([Offer("a", 0.04)], Price(0.04, "USD", "a"), id="one offer"),
        pytest.param([Offer("a", 0.04), Offer("b", 0.03)], Price(0.03, "USD", "b"), id="the lowest of two"),
        pytest.param(
            [Offer("a", 0.01, "2025-01-01"), Offer("a", 0.05)],
            Price(0.05, "USD", "a"),
            id="a provider's newest offer counts, though it was cheaper before",
        ),
        pytest.param(
            [Offer("a", 0.05), Offer("a", 0.01, "2026-11-23")],
            Price(0.05, "USD", "a"),
            id="tomorrow's price is not today's",
        ),
        pytest.param([Offer("a", 0.01, TODAY)], Price(0.01, "USD", "a"), id="from today on"),
        pytest.param([Offer("a", 0.01, "2026-11-23")], None, id="only from tomorrow on"),
        pytest.param(
            [Offer("a", 0.01, currency="EUR"), Offer("b", 0.09)],
            Price(0.09, "USD", "b"),
            id="dollars go before what cannot be compared with them",
        ),
        pytest.param(
            [Offer("a", 0.02, currency="EUR"), Offer("b", 0.01, currency="EUR")],
            Price(0.01, "EUR", "b"),
            id="without dollars the lowest number",
        ),
        pytest.param([Offer("a", 0.0)], Price(0.0, "USD", "a"), id="free"),
        pytest.param([Offer("a", 0.000_001)], Price(0.000_001, "USD", "a"), id="the smallest amount"),
    ],
)
def test_the_lowest_current_price(shared_url: str, given: list[Offer], price: Price | None) -> None:
    def work(session: WriteSession) -> None:
        model_id = models.ids_of(session, add_models(session, 2))["m0"]
        for offer in given:
            add(session, model_id, offer)
        found = prices.lowest(session, [model_id], TODAY)
        assert found == ({} if price is None else {model_id: price})

    inside(shared_url, work)


def add(session: WriteSession, model_id: int, offer: Offer) -> None:
    values = {"model_id": model_id, "provider": offer.provider, "unit": offer.unit}
    values |= {"amount_micros": round(offer.amount * 1e6), "currency": offer.currency}
    offers.add(session, {**values, "valid_from": offer.since, "created_at": 0})


def test_each_model_has_its_own(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        ids = models.ids_of(session, add_models(session, 3))
        add(session, ids["m0"], Offer("a", 0.04))
        add(session, ids["m1"], Offer("a", 0.07, "2026-06-01"))
        found = prices.lowest(session, [ids["m0"], ids["m1"], ids["m2"]], TODAY)
        assert found == {ids["m0"]: Price(0.04, "USD", "a"), ids["m1"]: Price(0.07, "USD", "a")}
        assert prices.every(session, TODAY) == found
        assert prices.lowest(session, [ids["m1"]], TODAY).keys() == {ids["m1"]}
        assert prices.lowest(session, [], TODAY) == {}

    inside(shared_url, work)
