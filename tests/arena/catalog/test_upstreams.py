"""Ways to images: the cheapest first, each provider's newest, and only those that say how."""

from __future__ import annotations

from service.arena.catalog import models, offers
from service.arena.catalog.upstreams import dearest, routes_of
from service.db.engine import WriteSession
from tests.support.images.generations import add_offer
from tests.support.votes.ledgers import inside


def test_the_cheapest_first_and_each_providers_newest(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        models.create(session, "m", {})
        models.create(session, "priced", {})
        offers.create(session, "priced", {"provider": "fal", "amount": 0.01, "currency": "USD"})
        add_offer(session, "m", "fal", 0.01, valid_from="2026-01-01")
        add_offer(session, "m", "fal", 0.05, valid_from="2026-02-01", endpoint="https://fal.example")
        add_offer(session, "m", "fal", 0.06, valid_from="2026-02-01", endpoint="https://fal.example")
        add_offer(session, "m", "fal", 0.001, valid_from="9999-01-01")
        add_offer(session, "m", "luma", 0.02, key_variable="LUMA_KEY")
        # A list of prices that says nothing of ways does not close one.
        offers.create(session, "m", {"provider": "luma", "amount": 0.03, "currency": "USD"})
        ids = {slug: models.find(session, slug).id for slug in ("m", "priced")}
        found = routes_of(session, ids.values())
        assert found.keys() == {ids["m"]}
        ways = found[ids["m"]]
        assert [(way.provider, way.amount_micros) for way in ways] == [("luma", 20_000), ("fal", 50_000)]
        assert (ways[0].key_variable, ways[1].endpoint) == ("LUMA_KEY", "https://fal.example")
        assert dearest(ways) is ways[1]

    inside(shared_url, work)
