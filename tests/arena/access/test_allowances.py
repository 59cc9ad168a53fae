"""Allowances: a minute's worth at once, then an even refill, and nothing kept of who is silent."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.arena.access.allowances import Allowances


class Clock:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def test_a_minutes_worth_at_once_and_then_evenly() -> None:
    clock = Clock()
    allowances = Allowances(clock)
    assert [allowances.take("anna", 60) for _ in range(60)] == [0.0] * 60
    assert allowances.take("anna", 60) == pytest.approx(1)
    assert allowances.take("ben", 60) == 0
    clock.now += 0.4
    assert allowances.take("anna", 60) == pytest.approx(0.6)
    clock.now += 0.61
    assert allowances.take("anna", 60) == 0
    assert allowances.take("anna", 60) > 0
    clock.now += 10
    assert [allowances.take("anna", 60) > 0 for _ in range(11)] == [False] * 10 + [True]


def test_what_was_refused_costs_nothing() -> None:
    clock = Clock()
    allowances = Allowances(clock)
    waits = [allowances.take("anna", 2) for _ in range(100)]
    assert waits[:2] == [0, 0]
    assert waits[2:] == pytest.approx([30] * 98)


def test_no_limit_counts_nothing() -> None:
    allowances = Allowances()
    assert {allowances.take("anna", 0) for _ in range(1_000)} == {0.0}
    assert len(allowances) == 0


@given(st.lists(st.floats(0, 100), max_size=200), st.integers(1, 20))
def test_never_more_than_twice_the_limit_in_any_minute_however_they_come(
    pauses: list[float], limit: int
) -> None:
    clock = Clock()
    allowances = Allowances(clock)
    taken: list[float] = []
    for pause in pauses:
        clock.now += pause
        if allowances.take("anna", limit) == 0:
            taken.append(clock.now)
    for at in taken:
        assert sum(at <= other < at + 60 for other in taken) <= 2 * limit


def test_silent_subjects_are_forgotten_and_busy_ones_are_not() -> None:
    clock = Clock()
    allowances = Allowances(clock)
    for second in range(600):
        clock.now += 1
        for number in range(10):
            assert allowances.take((second, number), 5) == 0
        assert (allowances.take("busy", 1) == 0) == (second % 60 == 0)
        assert len(allowances) <= 10 * 123 + 2
    clock.now += 500
    assert allowances.take("busy", 1) == 0
    assert len(allowances) == 1
