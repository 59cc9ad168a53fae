"""Neighbors on the board: who, how far, how likely to be beaten, and what was said when they met."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt
from statistics import NormalDist

import pytest

from service.arena.models.similar import NEIGHBORS, Neighbors, PairRecord, similar
from service.arena.models.source import read
from service.db.engine import WriteSession
from tests.support.pages.model_pages import TODAY, on_golden, oracle, score
from tests.support.votes.arenas import add_arena, add_models, ballots
from tests.support.votes.ledgers import cast, inside


def test_the_golden_arena_by_hand(shared_url: str) -> None:
    rated = oracle()

    def check(found: Sequence[Neighbors]) -> None:
        (one,) = found
        assert one.below == ()
        (above, next_above) = one.above
        assert (above.model, above.name, above.rank) == ("m0", "M0", 1)
        assert (next_above.model, next_above.rank) == ("m2", 2)
        assert above.gap == pytest.approx(score(rated["m0"]) - score(rated["m1"]), abs=1e-5)
        assert next_above.gap == pytest.approx(score(rated["m2"]) - score(rated["m1"]), abs=1e-5)
        spread = sqrt(2 * (25 / 6) ** 2 + rated["m0"].sigma ** 2 + rated["m1"].sigma ** 2)
        expected = NormalDist().cdf((rated["m1"].mu - rated["m0"].mu) / spread)
        assert above.chances.better == pytest.approx(expected, abs=1e-5)
        assert above.record == PairRecord(votes=3, wins=0, losses=3, ties=0, both_bad=0)
        assert next_above.record == PairRecord(votes=3, wins=2, losses=0, ties=1, both_bad=0)
        assert above.record.win_rate == 0.0
        assert next_above.record.win_rate == pytest.approx(2.5 / 3)

    on_golden(shared_url, similar, check, "m1")


def test_an_unranked_model_has_no_neighbors(shared_url: str) -> None:
    def check(found: Sequence[Neighbors]) -> None:
        (one,) = found
        assert one.above == one.below == ()

    on_golden(shared_url, similar, check, "m3")


def test_those_who_never_met_have_no_record(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        log = [b for b in ballots(300) if {b.model_left, b.model_right} != {"m0", "m1"}]
        cast(session, add_arena(session), log)
        (one,) = similar(read(session, "m0", TODAY))
        every = {near.model: near for near in (*one.above, *one.below)}
        for near in every.values():
            assert (near.record is None) == (near.model == "m1")

    inside(shared_url, work)


def test_the_nearest_on_each_side_in_the_order_of_the_board(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        models = add_models(session)
        cast(session, add_arena(session), ballots(300))
        for model in models:
            source = read(session, model, TODAY)
            (one,) = similar(source)
            ranks = [near.rank for near in one.above], [near.rank for near in one.below]
            assert ranks[0] == sorted(ranks[0])
            assert ranks[1] == sorted(ranks[1])
            assert len(ranks[0]) == min(NEIGHBORS, ranks[1][0] - 2 if ranks[1] else len(models) - 1)
            assert all(near.gap >= 0 for near in one.above)
            assert all(near.gap <= 0 for near in one.below)

    inside(shared_url, work)
