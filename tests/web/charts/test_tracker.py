"""The quality tracker's chart: rating, interval, score, votes and events, by day or by week."""

from __future__ import annotations

from service.arena.models.tracker import Tracker, TrackerAnnotation, TrackerPoint
from service.domain.boards import Standing
from service.web.charts.inline import interval
from service.web.charts.lines import Mark
from service.web.charts.tracker import MOST_DAYS, tracker_chart, tracker_figure
from tests.support.pages.model_pages import some_arena

DAY = 20_779
MARKS = (
    TrackerAnnotation(DAY - 9, "released"),
    TrackerAnnotation(DAY + 4, "license changed"),
    TrackerAnnotation(DAY + 20, "retired"),
)


def points(count: int) -> tuple[TrackerPoint, ...]:
    return tuple(TrackerPoint(DAY + i, Standing("m", 25.0 + i, 1.0, 9, 9, 0, 0, 0), i) for i in range(count))


def tracker(count: int) -> Tracker:
    return Tracker(some_arena(), points(count), points(count)[::7], MARKS, None)


def test_the_band_is_around_the_rating_and_the_score_is_below() -> None:
    figure = tracker_figure("Arena", "day", points(3), MARKS[1:2])
    score, rating = figure.lines
    assert [p.y for p in rating.points] == [25.0, 26.0, 27.0]
    assert [(p.low, p.high) for p in rating.points] == [interval(p.standing) for p in points(3)]
    assert [p.y for p in score.points] == [22.0, 23.0, 24.0]
    assert figure.counts == [(DAY, 0), (DAY + 1, 1), (DAY + 2, 2)]
    assert figure.marks == [Mark(DAY + 4, 1)]


def test_the_table_says_it_in_words() -> None:
    table = tracker_figure("Arena", "day", points(6), MARKS[1:2]).table
    assert [cell.text for cell in table.rows[1]] == [
        "23 November 2026",
        "26.00",
        "24.04–27.96",
        "23.00",
        "1",
        "",
    ]
    assert [row[5].text for row in table.rows] == ["", "", "", "", "license changed", ""]


def test_events_within_its_time_have_numbers_and_the_others_are_named() -> None:
    chart = tracker_chart(tracker(10))
    assert chart.unit == "day"
    assert (chart.marks, chart.others) == (MARKS[1:2], (MARKS[0], MARKS[2]))


def test_a_long_history_is_by_week() -> None:
    assert tracker_chart(tracker(MOST_DAYS)).unit == "day"
    assert tracker_chart(tracker(MOST_DAYS + 1)).unit == "week"


def test_one_point_is_no_chart() -> None:
    chart = tracker_chart(tracker(1))
    assert (chart.chart, chart.others) == (None, MARKS)
