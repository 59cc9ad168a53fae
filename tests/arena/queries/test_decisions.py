"""Decisions in words, and the cheapest model that will do."""

from __future__ import annotations

import pytest

from service.arena.queries.decisions import Candidate, Decision, Verdict, by_price
from service.arena.queries.reading import ArenaSource
from service.domain.axes import OVERALL, Axis
from service.domain.catalog import Price
from tests.domain.questions.test_filters import record
from tests.support.votes.boards import arena_of


def candidate(slug: str, amount: float | None, verdict: Verdict, rating: float = 1000.0) -> Candidate:
    price = None if amount is None else Price(amount, "USD", "p")
    return Candidate(record(slug, price=price), 9, rating, rating - 1000, -30.0, 30.0, verdict)


def decision(*candidates: Candidate, axes: int = 1) -> Decision:
    source = ArenaSource(arena_of(), 9, 0, {1: OVERALL}, {1: 1.0}, {}, None, {}, {1: None})
    shares = {OVERALL: 1.0} if axes == 1 else {Axis(f"t{i}"): 1 / axes for i in range(axes)}
    reference = next(one for one in candidates if one.verdict == "reference")
    return Decision(source, shares, "votes", 20.0, 0.95, reference, by_price(candidates), ())


BEST = candidate("best", 0.05, "reference")
GOOD = candidate("good", 0.03, "not_worse", 995)
OPEN = candidate("open", 0.02, "undecided", 990)
BAD = candidate("bad", 0.01, "worse", 900)
FREE = candidate("free", None, "not_worse")


def test_the_cheapest_that_will_do_and_what_is_cheaper() -> None:
    made = decision(BEST, GOOD, OPEN, BAD, FREE)
    assert [one.model.slug for one in made.candidates] == ["bad", "open", "good", "best", "free"]
    assert made.choice == GOOD
    assert made.sentence == (
        "good, $0.03 an image, is the cheapest model that is decided not to be worse than best by more than "
        "20 points with 95 % confidence (overall)."
    )
    assert [made.detail(one) for one in (BAD, OPEN, GOOD, BEST)] == [
        "bad is worse than best by more than 20 points",
        "it is not decided whether open is worse than best by more than 20 points",
        "good is not worse than best by more than 20 points",
        "best is what the others are compared with",
    ]


def test_the_reference_will_do_if_nothing_cheaper_does() -> None:
    assert decision(BEST, OPEN, BAD).choice == BEST
    assert decision(BEST, OPEN, axes=3).sentence == (
        "No cheaper model is decided to be within 20 points of best ($0.05 an image) or better "
        "with 95 % confidence (3 axes)."
    )


def test_without_a_price_nothing_can_be_chosen() -> None:
    made = decision(candidate("best", None, "reference"), FREE, BAD)
    assert made.choice is None
    assert made.sentence.startswith("No model with a price is decided to be within 20 points of best")


@pytest.mark.parametrize("equal", [("b", "a"), ("a", "b")])
def test_at_one_price_the_better_one_comes_first(equal: tuple[str, str]) -> None:
    better, worse = candidate(equal[0], 0.02, "not_worse", 1010), candidate(equal[1], 0.02, "not_worse", 990)
    assert by_price([worse, better]) == (better, worse)
