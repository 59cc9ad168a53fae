"""Models at a glance: places as the boards have them, scores as the history has them."""

from __future__ import annotations

from math import sqrt

import pytest

from service.arena.boards.boards import build, read
from service.arena.models.cards import RECENT_DAYS, card, cards, place
from service.db.engine import WriteSession
from service.db.queries import models, offers
from service.domain import clock
from service.domain.axes import OVERALL, Axis
from service.errors import NotFound
from tests.support.db.queries import counted
from tests.support.pages.model_pages import LOG, TODAY, golden, oracle, score
from tests.support.votes.arenas import add_arena, add_models, ballots
from tests.support.votes.ledgers import cast, inside, vote


def test_ranked_models_come_first_and_those_without_votes_last(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        golden(session)
        found = cards(session, TODAY)
        assert [card.model.slug for card in found] == ["m0", "m2", "m1", "m3", "m4"]
        places = [[(p.arena.slug, p.rank, p.of, p.needs) for p in card.places] for card in found]
        ranked = [[("t2i", rank, 3, 0)] for rank in (1, 2, 3)]
        assert places == [*ranked, [("t2i", None, 3, 2)], []]

    inside(shared_url, work)


def test_places_are_those_of_the_board(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        cast(session, add_arena(session), ballots(200, days=3))
        board = build(read(session, "t2i", OVERALL))
        assert [(card.places[0].rank, card.places[0].standing) for card in cards(session, TODAY)] == [
            (ranked.rank, ranked.standing) for ranked in board.ranked
        ]

    inside(shared_url, work)


def test_scores_run_day_by_day_up_to_now(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        golden(session)
        (mine,) = [card for card in cards(session, TODAY) if card.model.slug == "m0"]
        expected = [score(oracle(LOG[:6])["m0"]), score(oracle()["m0"])]
        assert list(mine.scores) == pytest.approx(expected, abs=1e-5)

    inside(shared_url, work)


def test_old_days_are_left_out(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session, 2)
        cast(session, add_arena(session), [vote(0, 1, day=day) for day in (0, 10, 10 + RECENT_DAYS)])
        assert [len(card.scores) for card in cards(session, TODAY)] == [2, 2]

    inside(shared_url, work)


def test_the_arena_a_model_is_best_in_comes_first(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        golden(session)
        cast(session, add_arena(session, "a-second"), LOG[6:9])
        (mine,) = [card for card in cards(session, TODAY) if card.model.slug == "m2"]
        assert [place.arena.slug for place in mine.places] == ["a-second", "t2i"]
        standing = mine.places[0].standing
        assert mine.scores[-1] == pytest.approx(standing.mu - 3 * sqrt(standing.sigma**2))

    inside(shared_url, work)


def test_prices_and_retired_models(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        golden(session)
        ids = models.ids_of(session, ["m0", "m1"])
        offer = {"provider": "acme", "unit": "image", "currency": "USD", "created_at": 0}
        for since, micros in (("2020-01-01", 50_000), ("2999-01-01", 10_000)):
            offers.add(
                session, {**offer, "model_id": ids["m0"], "amount_micros": micros, "valid_from": since}
            )
        models.change(session, ids["m1"], {"retired_at": clock.now()})
        found = {card.model.slug: card.price for card in cards(session, TODAY)}
        assert found.keys() == {"m0", "m2", "m3", "m4"}
        assert found["m0"] is not None
        assert found["m0"].amount == 0.05
        assert "m1" in {card.model.slug for card in cards(session, TODAY, retired=True)}

    inside(shared_url, work)


def test_without_models_there_are_no_cards(shared_url: str) -> None:
    inside(shared_url, lambda session: _empty(cards(session, TODAY)))


def _empty(found: tuple[object, ...]) -> None:
    assert found == ()


def test_one_card_is_that_of_the_list(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        golden(session)
        cast(session, add_arena(session, "second"), LOG[6:9])
        for found in cards(session, TODAY):
            assert card(session, found.model.slug, TODAY) == found
        with pytest.raises(NotFound, match="no model 'nobody'"):
            card(session, "nobody", TODAY)

    inside(shared_url, work)


def test_a_place_on_an_axis_is_that_of_its_board(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        cast(session, add_arena(session), ballots(200, days=3))
        for axis in (OVERALL, Axis("people"), Axis("people", "en")):
            board = build(read(session, "t2i", axis))
            for ranked in board.ranked:
                found = place(session, ranked.standing.model, "t2i", axis)
                assert found is not None
                assert (found.rank, found.of, found.standing) == (
                    ranked.rank,
                    len(board.ranked),
                    ranked.standing,
                )

    inside(shared_url, work)


def test_the_number_of_queries_depends_on_nothing(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        golden(session)
        with counted(session) as few:
            cards(session, TODAY)
        cast(session, add_arena(session, "second"), LOG)
        cast(session, add_arena(session, "third"), LOG)
        with counted(session) as many:
            cards(session, TODAY)
        assert len(many) == len(few) <= 8

    inside(shared_url, work)
