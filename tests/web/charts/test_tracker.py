"""The quality tracker's drawing: every point, mark and vote where it belongs."""

from __future__ import annotations

import pytest

from service.arena.models.tracker import Tracker, TrackerAnnotation, TrackerPoint
from service.domain.boards import Standing
from service.web.charts.inline import Scale
from service.web.charts.tracker import ticks, tracker_chart
from tests.support.model_pages import some_arena


def tracker(*points: tuple[int, float, int], marks: tuple[TrackerAnnotation, ...] = ()) -> Tracker:
    days = tuple(TrackerPoint(day, Standing("m", mu, 1.0, 9, 9, 0, 0, 0), votes) for day, mu, votes in points)
    return Tracker(some_arena(), days, days[-1:], marks, None)


def test_points_stand_at_their_days_and_scores() -> None:
    drawn = tracker_chart(tracker((100, 25.0, 4), (105, 27.0, 8), (110, 26.0, 2))).days
    assert drawn is not None
    places = [tuple(map(float, point.split(","))) for point in drawn.line.split()]
    assert [x for x, _ in places] == [0.0, 50.0, 100.0]
    heights = [y for _, y in places]
    assert heights[1] < heights[2] < heights[0]  # from the top
    assert len(drawn.band.split()) == 6
    assert [(column.at, column.height) for column in drawn.columns] == [
        (0.0, 10.0),
        (50.0, 20.0),
        (100.0, 5.0),
    ]


def test_only_marks_within_its_time_are_drawn() -> None:
    marks = (
        TrackerAnnotation(90, "released"),
        TrackerAnnotation(104, "license changed"),
        TrackerAnnotation(120, "retired"),
    )
    drawn = tracker_chart(tracker((100, 25.0, 1), (108, 25.0, 1), marks=marks)).days
    assert drawn is not None
    assert drawn.marks == ((50.0, marks[1]),)


def test_one_point_is_no_line() -> None:
    drawn = tracker_chart(tracker((100, 25.0, 4)))
    assert (drawn.days, drawn.weeks) == (None, None)


@pytest.mark.parametrize(
    ("low", "high", "values"),
    [
        (0.0, 1.0, [0.0, 0.2, 0.4, 0.6, 0.8, 1.0]),
        (18.2, 31.7, [20.0, 25.0, 30.0]),
        (-7.0, 1.0, [-6.0, -4.0, -2.0, 0.0]),
        (24.01, 24.04, [24.01, 24.02, 24.03, 24.04]),
    ],
)
def test_ticks_are_round_and_few(low: float, high: float, values: list[float]) -> None:
    found = ticks(Scale(low, high))
    assert [tick.value for tick in found] == pytest.approx(values)
    assert found[0].at > found[-1].at
