"""The rows of offers."""

from __future__ import annotations

from service.db.engine import WriteSession
from service.db.queries import offers
from tests.support.served.api import in_write
from tests.support.votes.arenas import add_models

OFFER = {
    "provider": "fal",
    "unit": "image",
    "amount_micros": 10**12,
    "currency": "USD",
    "valid_from": "2026-01-01",
    "created_at": 1,
}


def test_kept_by_model_in_order(database_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session, 2)
        first, other, second = (offers.add(session, {**OFFER, "model_id": model}) for model in (1, 2, 1))
        assert [row.id for row in offers.page(session, 1, 0, 10)] == [first, second]
        assert [row.id for row in offers.page(session, 1, first, 10)] == [second]
        assert [row.id for row in offers.page(session, 1, 0, 1)] == [first]
        found = offers.get(session, 2, other)
        assert found is not None
        assert (found.amount_micros, found.latency_ms) == (10**12, None)
        assert offers.get(session, 1, other) is None
        assert not offers.remove(session, 1, other)
        assert offers.remove(session, 2, other)
        assert offers.get(session, 2, other) is None

    in_write(database_url, work)
