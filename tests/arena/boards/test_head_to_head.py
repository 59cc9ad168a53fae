"""Head-to-head: who said what when two models met."""

from __future__ import annotations

import pytest

from service.arena.boards.head_to_head import HeadToHead, pairs
from service.arena.recording.recount import void
from service.db.engine import WriteSession
from service.db.queries import models
from service.domain.axes import OVERALL, Axis, PromptCategory
from service.domain.votes import Ballot, Outcome
from service.errors import NotFound
from tests.support.votes.arenas import add_arena, add_models
from tests.support.votes.ledgers import cast, inside, reread, vote

PEOPLE = PromptCategory(("people",))


def test_counts_of_each_pair_by_name(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session, 3)
        log = [vote(0, 1), vote(1, 0), vote(1, 0, "right"), vote(0, 1, "tie"), vote(2, 1)]
        cast(session, add_arena(session), log)
        assert pairs(session, "t2i", OVERALL)[1] == [
            HeadToHead("m0", "m1", votes=4, wins_a=2, wins_b=1, ties=1, both_bad=0),
            HeadToHead("m1", "m2", votes=1, wins_a=0, wins_b=1, ties=0, both_bad=0),
        ]

    inside(shared_url, work)


def test_names_are_in_order_whatever_the_order_in_which_models_were_made(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        for slug in ("zebra", "ant"):
            values = {"slug": slug, "name": slug, "capabilities": "[]", "created_at": 0}
            models.add(session, {**values, "weights_open": "no", "commercial_use": "no"})
        won = Ballot("zebra", "ant", Outcome.LEFT)
        cast(session, add_arena(session), [won, won, won._replace(outcome=Outcome.RIGHT)])
        (found,) = pairs(session, "t2i", OVERALL)[1]
        assert (found.model_a, found.model_b, found.wins_a, found.wins_b) == ("ant", "zebra", 1, 2)
        assert found.win_rate_a == pytest.approx(1 / 3)

    inside(shared_url, work)


@pytest.mark.parametrize(("policy", "votes", "rate"), [("tie", 5, 0.6), ("ignore", 3, 2 / 3)])
def test_both_bad_is_shown_apart_and_counts_as_the_arena_says(
    shared_url: str, policy: str, votes: int, rate: float
) -> None:
    def work(session: WriteSession) -> None:
        add_models(session, 2)
        said = ["left", "left", "right", "both_bad", "both_bad"]
        cast(session, add_arena(session, both_bad=policy), [vote(0, 1, what) for what in said])
        (found,) = pairs(session, "t2i", OVERALL)[1]
        assert found == HeadToHead("m0", "m1", votes, wins_a=2, wins_b=1, ties=0, both_bad=2)
        assert found.win_rate_a == pytest.approx(rate)

    inside(shared_url, work)


def test_a_pair_of_nothing_but_ignored_votes_has_no_rate() -> None:
    assert HeadToHead("a", "b", votes=0, wins_a=0, wins_b=0, ties=0, both_bad=3).win_rate_a is None


def test_each_axis_has_its_own(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session, 2)
        cast(session, add_arena(session), [vote(stratum=PEOPLE), vote(stratum=PromptCategory((), "en"))])
        assert [m.votes for m in pairs(session, "t2i", OVERALL)[1]] == [2]
        assert [m.votes for m in pairs(session, "t2i", Axis("people"))[1]] == [1]
        assert pairs(session, "t2i", Axis("people", "en"))[1] == []
        with pytest.raises(NotFound):
            pairs(session, "t2i", Axis("animals"))

    inside(shared_url, work)


def test_a_pair_whose_votes_were_all_voided_never_met(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session, 3)
        arena = add_arena(session)
        cast(session, arena, [vote(0, 1), vote(1, 2), vote(0, 1)])
        void(session, reread(session, arena.id), [1, 3], "a reason")
        assert [(m.model_a, m.model_b) for m in pairs(session, "t2i", OVERALL)[1]] == [("m1", "m2")]

    inside(shared_url, work)
