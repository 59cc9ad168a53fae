"""Votes: outcomes seen from both sides, public numbers, and the day that a vote counts for."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain import clock
from service.domain.votes import MAX_ARENA, OUTCOMES, Ballot, Outcome, Receipt, Rejection, VoteRef, log_day
from service.errors import NotFound

arena_ids = st.integers(1, MAX_ARENA - 1)
positions = st.integers(1, (1 << 35) - 1)


def test_outcomes_by_their_words() -> None:
    """The numbers stand in every log that exists; they may never change."""
    assert {word: int(outcome) for word, outcome in OUTCOMES.items()} == {
        "left": 1,
        "right": 2,
        "tie": 3,
        "both_bad": 4,
    }
    assert [outcome.label for outcome in OUTCOMES.values()] == list(OUTCOMES)


def test_a_mirrored_outcome_says_the_same_with_the_sides_exchanged() -> None:
    assert [outcome.mirrored.label for outcome in Outcome] == ["right", "left", "tie", "both_bad"]
    assert all(outcome.mirrored.mirrored is outcome for outcome in Outcome)


@given(arena_ids, positions)
def test_a_public_number_leads_back_and_survives_javascript(arena_id: int, position: int) -> None:
    ref = VoteRef(arena_id, position)
    assert VoteRef.parse(ref.id) == ref
    assert int(float(ref.id)) == ref.id < 1 << 53


@given(arena_ids, positions, arena_ids, positions)
def test_no_two_votes_share_a_number(arena: int, position: int, other_arena: int, other: int) -> None:
    one, two = VoteRef(arena, position), VoteRef(other_arena, other)
    assert (one.id == two.id) == (one == two)


def test_the_packing_is_fixed() -> None:
    """Clients keep these numbers."""
    assert VoteRef(3, 7).id == 3 * 2**40 + 7
    assert VoteRef(2**13 - 1, 2**35 - 1).id == (2**13 - 1) * 2**40 + 2**35 - 1
    assert VoteRef(2**13, 7).id == 2**35 + 7
    assert VoteRef(2**18 - 1, 7).id == (2**18 - 1) * 2**35 + 7


@pytest.mark.parametrize(
    "number",
    [0, -1, 1, -(2**40) - 1, 2**35 - 1, 2**35, 2**40, 5 * 2**40, 2**53, 2**63, 2**64 + 2**40 + 1, 10**1000],
)
def test_a_number_that_cannot_be_a_votes_is_not_found(number: int) -> None:
    with pytest.raises(NotFound):
        VoteRef.parse(number)


@given(st.integers())
def test_any_integer_is_a_place_or_not_found(number: int) -> None:
    try:
        ref = VoteRef.parse(number)
    except NotFound:
        return
    assert ref.id == number
    assert ref.arena_id > 0
    assert ref.position > 0


def test_the_first_vote_counts_for_its_own_day() -> None:
    assert log_day(None, 20_000 * clock.DAY) == 20_000
    assert log_day(None, 20_001 * clock.DAY - 1) == 20_000


def test_days_before_1970_are_days_too() -> None:
    assert log_day(None, -1) == -1
    assert log_day(None, -clock.DAY) == -1
    assert log_day(-1, -clock.DAY - 1) == -1


def test_a_late_vote_counts_for_the_day_of_the_vote_before_it() -> None:
    assert log_day(20_000, 19_000 * clock.DAY) == 20_000
    assert log_day(20_000, 20_003 * clock.DAY) == 20_003


@given(st.lists(st.integers(-(10**17), 10**17), min_size=1))
def test_the_days_of_a_log_never_go_back(times: list[int]) -> None:
    day: int | None = None
    for voted_at in times:
        before, day = day, log_day(day, voted_at)
        assert before is None or day >= before
        assert day >= voted_at // clock.DAY
    assert day == max(times) // clock.DAY


def test_a_ballot_of_the_least_words_counts_overall_only() -> None:
    ballot = Ballot("a", "b", Outcome.LEFT)
    assert len(ballot.category.axes()) == 1
    assert ballot.voted_at is None


@pytest.mark.parametrize(
    "receipt", [Receipt(0, 0, (), None, None), Receipt(2, 3, (Rejection(1, "é"), Rejection(4, '"')), 7, 8)]
)
def test_a_receipt_is_the_same_after_its_json(receipt: Receipt) -> None:
    values = json.loads(receipt.to_json())
    names = ["accepted", "duplicates", "rejected", "first_position", "last_position", "rated"]
    assert list(values) == names
    assert values["rejected"] == [{"index": one.index, "detail": one.detail} for one in receipt.rejected]
    assert Receipt.from_json(receipt.to_json()) == receipt
