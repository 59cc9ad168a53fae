"""Models like another: the distance of each part, by hand."""

from __future__ import annotations

from math import log2, sqrt
from statistics import fmean, pstdev

import pytest

from service.arena.catalog import offers
from service.arena.models.likeness import SHOWN, Likeness, like
from service.arena.models.source import OtherModel, read
from service.db.engine import WriteSession
from tests.support.pages.model_pages import LOG, TODAY, golden, oracle, score
from tests.support.votes.arenas import DAY, add_arena, add_models, ballots
from tests.support.votes.ledgers import cast, inside


def test_the_golden_arena_by_hand(shared_url: str) -> None:
    now, early, late = oracle(), oracle(LOG[:6]), oracle(LOG[6:9])
    scores = {slug: score(now[slug]) for slug in ("m0", "m1", "m2")}
    spread = pstdev(scores.values())

    def work(session: WriteSession) -> None:
        golden(session)
        for slug, amount in (("m0", 0.04), ("m2", 0.01)):
            fields: offers.OfferFields = {"provider": "fal", "amount": amount, "currency": "USD"}
            offers.create(session, slug, {**fields, "valid_from": "2024-01-01"})
        found = {entry.model.slug: entry for entry in like(read(session, "m0", TODAY))}
        assert found.keys() == {"m1", "m2"}
        one, two = found["m1"], found["m2"]
        assert one.score == pytest.approx((scores["m0"] - scores["m1"]) / spread, abs=1e-5)
        assert one.gap == pytest.approx(scores["m1"] - scores["m0"], abs=1e-5)
        assert (one.price, one.arenas) == (None, 1)
        # They share the theme `people` and the language `en`, which have the same votes.
        aside = (score(early["m1"]) - scores["m1"]) - (score(early["m0"]) - scores["m0"])
        assert one.strengths == pytest.approx(abs(aside) / spread, abs=1e-5)
        assert one.distance == pytest.approx(fmean([one.score, one.strengths or 0.0]))
        # m0 and m2 share both themes and both languages, pairwise the same votes.
        parts = [
            (score(log["m2"]) - scores["m2"]) - (score(log["m0"]) - scores["m0"]) for log in (early, late)
        ]
        assert two.strengths == pytest.approx(sqrt(fmean(p * p for p in parts)) / spread, abs=1e-5)
        assert two.price == pytest.approx(log2(4)) == 2.0
        assert two.price_ratio == 0.25
        assert two.reason == "Lower score, 75\N{NO-BREAK SPACE}% cheaper, different strengths"
        assert two.distance == pytest.approx(fmean([two.score, 2.0, two.strengths or 0.0]))

    inside(shared_url, work)


def test_prices_in_two_currencies_are_not_compared(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        golden(session)
        for slug, currency in (("m0", "USD"), ("m2", "EUR")):
            fields: offers.OfferFields = {"provider": "fal", "amount": 0.0, "currency": currency}
            offers.create(session, slug, {**fields, "valid_from": "2024-01-01"})
        assert {entry.price for entry in like(read(session, "m0", TODAY))} == {None}

    inside(shared_url, work)


def test_the_nearest_come_first_over_all_shared_arenas(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        for slug in ("t2i", "editing"):
            cast(session, add_arena(session, slug), ballots(200, seed=len(slug)))
        found = like(read(session, "m0", DAY + 1))
        assert len(found) == SHOWN
        assert [entry.distance for entry in found] == sorted(entry.distance for entry in found)
        assert {entry.arenas for entry in found} == {2}

    inside(shared_url, work)


@pytest.mark.parametrize("slug", ["m3", "m4"])
def test_a_model_that_is_ranked_nowhere_is_like_none(shared_url: str, slug: str) -> None:
    def work(session: WriteSession) -> None:
        golden(session)
        assert like(read(session, slug, TODAY)) == ()

    inside(shared_url, work)


@pytest.mark.parametrize(
    ("score", "gap", "ratio", "strengths", "reason"),
    [
        (0.1, -0.1, 1.0, 0.2, "About the same score, about the same price, similar strengths"),
        (0.4, 0.3, 1.5, None, "Slightly higher score, 50 % more expensive"),
        (0.9, -1.0, 4.0, 0.9, "Lower score, 4 times the price, different strengths"),
        (2.0, 3.0, 0.0, None, "Much higher score, free"),
        (2.0, 3.0, None, None, "Much higher score"),
    ],
)
def test_the_reason_in_words(
    score: float, gap: float, ratio: float | None, strengths: float | None, reason: str
) -> None:
    distance = None if ratio is None else abs(log2(ratio or 1e-6))
    other = OtherModel("x", "X", None, None)
    found = Likeness(other, 0.5, score, distance, strengths, gap, 1, ratio)
    assert found.reason.replace("\N{NO-BREAK SPACE}", " ") == reason
