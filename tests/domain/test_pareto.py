"""The Pareto front."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.pareto import front

POINTS = st.lists(st.tuples(st.integers(0, 6).map(float), st.integers(-3, 3).map(float)), max_size=12)


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ([], []),
        ([(1.0, 1.0)], [True]),
        ([(1.0, 5.0), (2.0, 4.0), (3.0, 6.0)], [True, False, True]),
        ([(2.0, 5.0), (1.0, 5.0)], [False, True]),
        ([(1.0, 4.0), (1.0, 5.0)], [False, True]),
        ([(1.0, 5.0), (1.0, 5.0)], [True, True]),
    ],
)
def test_by_hand(points: list[tuple[float, float]], expected: list[bool]) -> None:
    assert front(points) == expected


@given(POINTS)
def test_on_the_front_is_what_no_other_beats(points: list[tuple[float, float]]) -> None:
    def beaten(cost: float, gain: float) -> bool:
        return any(c <= cost and g >= gain and (c, g) != (cost, gain) for c, g in points)

    assert front(points) == [not beaten(*point) for point in points]
