"""The quality tracker as a chart: the rating over time within its interval, votes, and days to remember."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from service.arena.models.tracker import Tracker, TrackerAnnotation, TrackerPoint
from service.web.charts.figure import Cell, Head, Table
from service.web.charts.inline import interval
from service.web.charts.lines import Line, Lines, Mark, Point
from service.web.charts.page_chart import PageChart, page_chart
from service.web.filters import count, day_number, number

MOST_DAYS = 120
"""With more days than this, the chart shows weeks."""


@dataclass(frozen=True, slots=True)
class TrackerChart:
    """A tracker with its chart, None for a single point; ``unit`` is what a point stands for.

    ``marks`` are the events within the chart's time, in the order of their numbers; ``others`` are the rest.
    """

    tracker: Tracker
    unit: str
    chart: PageChart | None
    marks: tuple[TrackerAnnotation, ...]
    others: tuple[TrackerAnnotation, ...]


def tracker_chart(tracker: Tracker) -> TrackerChart:
    """Return the chart of a tracker."""
    by_day = len(tracker.days) <= MOST_DAYS
    points = tracker.days if by_day else tracker.weeks
    within = [points[0].day <= mark.day <= points[-1].day for mark in tracker.annotations] if points else []
    marks = tuple(m for m, inside in zip(tracker.annotations, within, strict=False) if inside)
    others = tuple(m for m, inside in zip(tracker.annotations, within, strict=False) if not inside)
    unit = "day" if by_day else "week"
    if len(points) <= 1:
        return TrackerChart(tracker, unit, None, (), tracker.annotations)
    figure = tracker_figure(tracker.arena.name, unit, points, marks)
    return TrackerChart(tracker, unit, page_chart(figure), marks, others)


def tracker_figure(
    arena: str, unit: str, points: Sequence[TrackerPoint], marks: Sequence[TrackerAnnotation]
) -> Lines:
    """Return a model's rating within its interval, its score below, and its votes."""
    rating = [Point(p.day, p.standing.mu, *interval(p.standing)) for p in points]
    score = [Point(p.day, p.standing.score) for p in points]
    return Lines(
        title=f"Rating by {unit} in {arena}",
        y="Rating",
        lines=[Line("Score", score, dashed=True), Line("Rating", rating)],
        table=_table(unit, points, marks),
        marks=[Mark(mark.day, place) for place, mark in enumerate(marks, start=1)],
        counts=[(p.day, p.votes) for p in points],
        counted=f"Votes per {unit}",
    )


def _table(unit: str, points: Sequence[TrackerPoint], marks: Sequence[TrackerAnnotation]) -> Table:
    heads = [f"{unit.capitalize()} (UTC)", "Rating", "95 % interval", "Score", "Votes", "Events"]
    ends = [*(p.day for p in points[1:]), points[-1].day + 7]
    rows = []
    for point, end in zip(points, ends, strict=True):
        low, high = interval(point.standing)
        events = ", ".join(mark.detail for mark in marks if point.day <= mark.day < end)
        texts = [
            day_number(point.day),
            number(point.standing.mu),
            f"{number(low)}–{number(high)}",
            number(point.standing.score),
            count(point.votes),
            events,
        ]
        rows.append([Cell(text) for text in texts])
    return Table([Head(text) for text in heads], rows)
