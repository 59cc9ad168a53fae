"""Slices of an allowance: together never more than the limit, and in the long run all of it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain import clock
from service.domain.rate_limits import MINUTE, Limit, lease


def test_the_first_slice_is_a_part_of_half_a_minutes_worth() -> None:
    piece = lease(0, 60, 1)
    assert (piece.ahead, piece.slots, piece.step) == (30 * clock.SECOND, 7, clock.SECOND)
    assert piece.end == 37 * clock.SECOND


def test_what_is_wanted_at_once_is_leased_as_far_as_it_is_there() -> None:
    assert lease(0, 60, 20).slots == 20
    piece = lease(0, 60, 100)
    assert (piece.slots, piece.end) == (30, MINUTE)
    assert piece.wait == clock.SECOND


def test_an_empty_allowance_says_when_there_is_more() -> None:
    piece = lease(MINUTE, 60, 1)
    assert (piece.slots, piece.wait) == (0, clock.SECOND)
    assert lease(MINUTE - clock.SECOND // 4, 60, 1).wait == pytest.approx(0.75 * clock.SECOND)
    assert lease(MINUTE - clock.SECOND, 60, 1).slots == 1


def test_a_database_whose_clock_went_back_does_not_refuse_for_long() -> None:
    assert lease(100 * MINUTE, 60, 1).wait == clock.SECOND


@given(st.integers(1, 1_000_000))
def test_every_limit_lets_something_through(per_minute: int) -> None:
    assert lease(0, per_minute, per_minute).slots == -(-per_minute // 2)


@given(st.lists(st.tuples(st.integers(0, 20 * clock.SECOND), st.integers(1, 9))), st.integers(1, 100))
def test_no_more_slots_in_any_time_than_the_limit_and_what_refills(
    asks: list[tuple[int, int]], per_minute: int
) -> None:
    now = full_at = 0
    leased: list[tuple[int, int]] = []
    for pause, wanted in asks:
        now += pause
        piece = lease(max(0, full_at - now), per_minute, wanted)
        if piece.slots:
            full_at = now + piece.end
            leased.append((now, piece.slots))
            assert now + piece.ahead >= now
            assert piece.end <= MINUTE + 1
    for number, (begin, _) in enumerate(leased):
        total = 0
        for moment, slots in leased[number:]:
            total += slots
            assert total <= per_minute * (1 + (moment - begin) / MINUTE) + 1e-3


def test_who_asks_at_the_rate_of_the_limit_is_never_refused() -> None:
    now = full_at = 0
    for _ in range(600):
        now += clock.SECOND
        piece = lease(max(0, full_at - now), 60, 1)
        assert piece.slots >= 1  # although nobody uses more than one of each slice
        full_at = now + piece.end


def test_stored_numbers_stay() -> None:
    assert [limit.value for limit in Limit] == list(range(1, 15))
