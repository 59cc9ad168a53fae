"""How sure an order is, in words: what is decided, what would decide the rest, what limits it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from service.arena.boards.boards import Board, ModelFacts
from service.arena.boards.certainty import IntervalBasis
from service.domain.boards import (
    BoardClaims,
    Cost,
    Decided,
    Interval,
    Limits,
    NeighborPair,
    RankedStanding,
    Standing,
    VotesNeeded,
)
from service.web.pages.certainty import (
    MOST_NEIGHBORS,
    better_than_next,
    certainty,
    cost_text,
    needed_text,
)
from tests.support.votes.boards import board_of

CLUSTERED = IntervalBasis("clustered by prompt and voter", 100, 1, 900)
UNKNOWN = IntervalBasis("by vote", 0, 0, 900)


def board(models: int, *neighbors: NeighborPair, basis: IntervalBasis = CLUSTERED) -> Board:
    """Return a leaderboard of models ``a``, ``b`` …, the first of which is better than all others."""
    slugs = [chr(ord("a") + i) for i in range(models)]
    places = [
        (RankedStanding(i, Standing(slug, 25.0, 1.0, 9, 3, 3, 3, 0)), Interval(1000, 900, 1100, 1, models))
        for i, slug in enumerate(slugs, start=1)
    ]
    facts = {slug: ModelFacts(slug.upper(), None, None, None, None) for slug in slugs}
    claims = BoardClaims((Decided("a", tuple(slugs[1:])),), neighbors)
    limits = Limits(votes=0.3, prompts=0.6, voters=0.1, tau=0.7, ceiling=0.9)
    return replace(board_of(places, facts), claims=claims, basis=basis, limits=limits)


def test_pairs_are_decided_or_say_what_would_decide_them() -> None:
    needed = VotesNeeded(340, 200, 900)
    one = NeighborPair("a", "b", "a", None, None, 12)
    other = NeighborPair("b", "c", None, needed, needed.cost(0.05), 1)
    third = NeighborPair("c", "d", "d", None, None, 0)
    made = board(4, one, other, third)
    sure = certainty(made)
    assert sure is not None
    assert (sure.decided, sure.pairs, sure.left_out, sure.priced) == (3, 6, 0, True)
    assert [
        (pair.names, pair.decided, pair.verdict, pair.cost, pair.removals) for pair in sure.neighbors
    ] == [
        (("A", "B"), True, "decided", None, "12 votes"),
        (("B", "C"), False, "about 340 votes (200 to 900)", "about $17.00 ($10.00 to $45.00)", "1 vote"),
        (
            ("C", "D"),
            True,
            "decided the other way: D is better",
            None,
            "0 votes: the counts have them the other way around",
        ),
    ]
    assert better_than_next(made) == {"a": "b"}


def test_long_leaderboards_leave_the_rest_to_the_api() -> None:
    pairs = [
        NeighborPair(chr(97 + i), chr(98 + i), None, None, None, None) for i in range(MOST_NEIGHBORS + 2)
    ]
    sure = certainty(board(MOST_NEIGHBORS + 3, *pairs))
    assert sure is not None
    assert (len(sure.neighbors), sure.left_out, sure.priced) == (MOST_NEIGHBORS, 2, False)
    assert (sure.neighbors[0].verdict, sure.neighbors[0].removals) == ("never compared", "–")
    assert certainty(board(1)) is None


@pytest.mark.parametrize(
    ("needed", "text"),
    [
        (None, "never compared"),
        (VotesNeeded(None, None, None), "out of reach"),
        (VotesNeeded(None, 1_200, None), "at least 1,200 votes"),
        (VotesNeeded(340, 200, None), "about 340 votes (200 or more)"),
        (VotesNeeded(1, 1, 2), "about 1 vote (1 to 2)"),
    ],
)
def test_votes_needed_in_words(needed: VotesNeeded | None, text: str) -> None:
    assert needed_text(needed) == text


def test_costs_in_words() -> None:
    assert cost_text(Cost(None, None, None)) == "–"
    assert cost_text(Cost(None, 60.0, None)) == "at least $60.00"
    assert cost_text(Cost(17.0, 10.0, None)) == "about $17.00 ($10.00 or more)"


def test_what_limits_an_order_is_said_where_votes_name_what_they_share() -> None:
    sure = certainty(board(2))
    assert sure is not None
    assert sure.limits == (
        "More prompts would help most: 60 of the next 100 units of certainty.",
        (
            "About 85 of 100 pairs of models are probably in the right order. "
            "With endless votes on the same prompts, it would be 95."
        ),
    )
    assert sure.basis == "Intervals allow for what votes share: 100 prompts and 1 voter."
    blind = certainty(board(2, basis=UNKNOWN))
    assert blind is not None
    assert blind.limits is None
    assert blind.basis.endswith("take every vote as independent. They are probably too narrow.")
    unread = certainty(replace(board(2, basis=IntervalBasis("by vote", None, None, None)), limits=None))
    assert unread is not None
    assert unread.limits is None
    assert "until its prompts and voters are looked at" in unread.basis
    same = certainty(replace(board(2), limits=Limits(1.0, 0.0, 0.0, 0.7, None, "prompts")))
    assert same is not None
    assert same.limits == (
        "All votes are on one prompt: more prompts would help most.",
        "About 85 of 100 pairs of models are probably in the right order for this prompt.",
    )
    open_end = replace(board(2), limits=Limits(0.6, 0.0, 0.4, 0.995, None))
    unnamed = certainty(open_end)
    assert unnamed is not None
    assert unnamed.limits is not None
    assert unnamed.limits[1] == "About 99 of 100 pairs of models are probably in the right order."
