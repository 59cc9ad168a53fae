"""Scales: round ends, round ticks, and every value inside."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.web.charts.scales import day_scale, exact_scale, price_scale, tight_scale, value_scale

values = st.floats(-1e6, 1e6, allow_nan=False).map(lambda value: round(value, 3))


@given(st.lists(values, min_size=1, max_size=20))
def test_every_value_is_inside_and_the_ends_are_ticks(known: list[float]) -> None:
    scale = value_scale(known, 100, 700)
    assert scale.low <= min(known)
    assert scale.high >= max(known)
    assert math.isclose(scale.ticks[0][0], scale.low, abs_tol=1e-9)
    assert math.isclose(scale.ticks[-1][0], scale.high, abs_tol=1e-9)
    assert 2 <= len(scale.ticks) <= 12
    assert all(100 - 1e-6 <= scale.at(value) <= 700 + 1e-6 for value in known)


@pytest.mark.parametrize(
    ("known", "labels"),
    [
        ([0.0, 1.0], ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]),
        ([3.0, 27.0], ["0", "5", "10", "15", "20", "25", "30"]),
        ([1_000.0, 4_900.0], ["1,000", "2,000", "3,000", "4,000", "5,000"]),
    ],
)
def test_ticks_are_numbers_that_people_count_in(known: list[float], labels: list[str]) -> None:
    assert [label for _, label in value_scale(known, 0, 420).ticks] == labels


def test_counts_start_at_zero_and_have_whole_ticks() -> None:
    scale = value_scale([1, 2], 0, 420, zero=True)
    assert [label for _, label in scale.ticks] == ["0", "1", "2"]


def test_an_exact_scale_ends_at_its_values() -> None:
    scale = exact_scale([0.3, 9.7], 0, 420)
    assert (scale.at(0.3), scale.at(9.7)) == (0, 420)
    assert all(0.3 <= value <= 9.7 for value, _ in scale.ticks)


def test_a_single_value_or_none_still_makes_a_scale() -> None:
    assert value_scale([5.0], 0, 100).at(5.0) == pytest.approx(50)
    assert exact_scale([5.0, 5.0], 0, 100).at(5.0) == pytest.approx(50)
    assert value_scale([], 0, 100).ticks


@pytest.mark.parametrize("count", [1, 2, 9, 40, 400, 4_000])
def test_dates_have_room_and_the_last_day_is_labeled(count: int) -> None:
    scale = day_scale(range(20_000, 20_000 + count), 0, 600)
    assert 1 <= len(scale.ticks) <= 6
    assert scale.ticks[-1][0] == 20_000 + count - 1
    assert day_scale([20_779], 0, 600).ticks[0][1] == "22 Nov 2026"


def test_the_year_stands_where_it_changes() -> None:
    texts = [text for _, text in day_scale(range(20_779, 20_879), 0, 500).ticks]
    assert [text for text in texts if text[-4:].isdigit()] == [
        texts[0],
        next(t for t in texts if "2027" in t),
    ]


def test_a_tight_scale_has_little_room_beyond_its_values() -> None:
    scale = tight_scale([20.0, 30.0], 0, 420)
    assert (scale.low, scale.high) == (19.5, 30.5)
    assert [label for _, label in scale.ticks] == ["20", "22", "24", "26", "28", "30"]
    assert tight_scale([5.0], 0, 100).at(5.0) == pytest.approx(50)
    assert tight_scale([], 0, 100).ticks


def test_each_factor_of_ten_is_as_far() -> None:
    scale = price_scale([0.001, 0.1], 0, 400)
    assert scale.at(0.01) - scale.at(0.001) == pytest.approx(scale.at(0.1) - scale.at(0.01))
    assert [label for _, label in scale.ticks] == [
        "$0.001",
        "$0.002",
        "$0.005",
        "$0.01",
        "$0.02",
        "$0.05",
        "$0.10",
    ]
    assert price_scale([], 0, 400).ticks
