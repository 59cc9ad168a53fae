"""What a score costs: the ranked models with a price in dollars."""

from __future__ import annotations

from service.arena.boards.boards import build, read
from service.arena.boards.price import price_scores
from service.db.engine import WriteSession
from service.db.queries import models, offers
from service.domain.axes import OVERALL, Axis
from tests.support.pages.model_pages import golden
from tests.support.votes.ledgers import inside

# m0 is the best, then m2, then m1; m3 has too few votes to be ranked.
PRICES = {"m0": (40_000, "USD"), "m1": (50_000, "USD"), "m2": (30_000, "EUR"), "m3": (1, "USD")}


def furnish(session: WriteSession) -> None:
    golden(session)
    for slug, (micros, currency) in PRICES.items():
        model_id = models.ids_of(session, [slug])[slug]
        offer = {"provider": f"{slug}-maker", "unit": "image", "amount_micros": micros, "currency": currency}
        offers.add(session, {**offer, "model_id": model_id, "valid_from": "2020-01-01", "created_at": 0})


def test_the_cheapest_first_with_the_front_marked(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        furnish(session)
        found = price_scores(build(read(session, "t2i", OVERALL)))
        told = [(p.standing.model, p.name, p.rank, p.amount, p.provider, p.on_front) for p in found.priced]
        assert told == [
            ("m0", "M0", 1, 0.04, "m0-maker", True),
            ("m1", "M1", 3, 0.05, "m1-maker", False),
        ]
        assert found.unpriced == ("m2",)

    inside(shared_url, work)


def test_an_axis_of_its_own(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        furnish(session)
        found = price_scores(build(read(session, "t2i", Axis("animals"))))
        assert [p.standing.model for p in found.priced] == ["m0"]
        assert found.board.axis == Axis("animals")

    inside(shared_url, work)


def test_without_prices(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        golden(session)
        found = price_scores(build(read(session, "t2i", OVERALL)))
        assert (found.priced, found.unpriced) == ((), ("m0", "m2", "m1"))

    inside(shared_url, work)
