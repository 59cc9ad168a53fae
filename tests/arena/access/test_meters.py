"""The meter in memory: a minute's worth at once, then evenly; silent subjects are forgotten."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.arena.access.meters import Meter
from service.domain.rate_limits import Subject, Usage
from tests.support.clocks import Clock

ANNA, BEN, BUSY = (Subject(1, number) for number in range(3))


def test_a_minutes_worth_at_once_and_then_evenly() -> None:
    clock = Clock()
    meter = Meter(clock)
    assert [meter.take(ANNA, 60) for _ in range(60)] == [0.0] * 60
    assert meter.take(ANNA, 60) == pytest.approx(1)
    assert meter.take(BEN, 60) == 0
    clock.now += 0.4
    assert meter.take(ANNA, 60) == pytest.approx(0.6)
    clock.now += 0.61
    assert meter.take(ANNA, 60) == 0
    assert meter.take(ANNA, 60) > 0
    clock.now += 10
    assert [meter.take(ANNA, 60) > 0 for _ in range(11)] == [False] * 10 + [True]


def test_what_was_refused_costs_nothing() -> None:
    clock = Clock()
    meter = Meter(clock)
    waits = [meter.take(ANNA, 2) for _ in range(100)]
    assert waits[:2] == [0, 0]
    assert waits[2:] == pytest.approx([30] * 98)


@given(st.lists(st.floats(0, 100), max_size=200), st.integers(1, 20))
def test_never_more_than_twice_the_limit_in_any_minute_however_they_come(
    pauses: list[float], limit: int
) -> None:
    clock = Clock()
    meter = Meter(clock)
    taken: list[float] = []
    for pause in pauses:
        clock.now += pause
        if meter.take(ANNA, limit) == 0:
            taken.append(clock.now)
    for at in taken:
        assert sum(at <= other < at + 60 for other in taken) <= 2 * limit


def test_silent_subjects_are_forgotten_and_busy_ones_are_not() -> None:
    clock = Clock()
    meter = Meter(clock)
    for second in range(600):
        clock.now += 1
        for number in range(10):
            assert meter.take(Subject(second, number + 10), 5) == 0
        assert (meter.take(BUSY, 1) == 0) == (second % 60 == 0)
        assert len(meter) <= 10 * 123 + 2
    clock.now += 500
    assert meter.take(BUSY, 1) == 0
    assert len(meter) == 1


def test_what_one_meter_hands_over_the_other_counts_on_top_of_its_own() -> None:
    clock = Clock()
    one, other = Meter(clock), Meter(clock)
    assert [one.take(ANNA, 60) for _ in range(20)] == [0.0] * 20
    assert [other.take(ANNA, 60) for _ in range(30)] == [0.0] * 30
    assert one.take(BEN, 60) == 0
    clock.now += 5
    usage = one.hand_over()
    assert usage == [Usage(ANNA, 15_000_000)]
    assert len(one) == 0
    other.take_over(usage)
    assert [other.take(ANNA, 60) > 0 for _ in range(21)] == [False] * 20 + [True]
    other.take_over([Usage(ANNA, 60_000_000)] * 2)
    assert other.take(ANNA, 60) == pytest.approx(1)
