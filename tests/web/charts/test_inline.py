"""Drawings: numbers in their places."""

from __future__ import annotations

import pytest

from service.domain.boards import Standing
from service.web.charts.inline import WIDTH, Scale, interval, line, scale

STANDING = Standing("m", 30.0, 1.0, 9, 5, 4, 0, 0)


def test_a_scale_runs_from_its_low_end_to_its_high_end() -> None:
    on = Scale(10.0, 20.0)
    assert [on.at(value) for value in (10.0, 12.5, 20.0)] == [0.0, 25.0, WIDTH]
    assert [on.down(value) for value in (10.0, 12.5, 20.0)] == [WIDTH, 75.0, 0.0]


def test_what_is_beyond_a_scale_stays_at_its_end() -> None:
    assert [Scale(10.0, 20.0).at(value) for value in (-5.0, 99.0)] == [0.0, WIDTH]


@pytest.mark.parametrize("values", [[], [3.0], [3.0, 3.0], [-1.0, 0.0, 7.0]])
def test_every_value_has_room_on_its_scale(values: list[float]) -> None:
    on = scale(values)
    assert all(0.0 < on.at(value) < WIDTH for value in values)
    assert on.low < on.high


def test_an_interval_holds_mu() -> None:
    assert interval(STANDING) == pytest.approx((28.04, 31.96))


def test_a_line_goes_from_left_to_right() -> None:
    drawn = line([0.0, 1.0, 0.5])
    assert drawn is not None
    places = [tuple(map(float, point.split(","))) for point in drawn.split()]
    assert [x for x, _ in places] == [0.0, 50.0, 100.0]
    (_, low), (_, high), (_, middle) = places
    assert low > middle > high  # counted from the top
    assert middle == pytest.approx((low + high) / 2, abs=0.02)
    assert line([0.0, 1.0], 430, 110) == "0.00,105.93 430.00,4.07"
    assert line([0.5]) is None
