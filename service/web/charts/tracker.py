"""The quality tracker as a drawing: the score over time with its interval, votes, and days to remember."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from service.arena.models.tracker import Tracker, TrackerAnnotation, TrackerPoint
from service.web.charts.inline import Scale, interval, scale_of

# Votes are drawn below, up to this share of the drawing's height.
_VOTES_SHARE = 0.2
_MOST_TICKS = 5
_NICE = (1, 2, 5, 10)


@dataclass(frozen=True, slots=True)
class Tick:
    """A value of the upright scale and where it is, from the top."""

    at: float
    value: float


@dataclass(frozen=True, slots=True)
class Column:
    """The votes of a day or week: where it is, and how high."""

    at: float
    height: float
    votes: int


@dataclass(frozen=True, slots=True)
class Series:
    """A series as it is drawn: the score's line, the band that holds mu, the votes, marks in their places.

    ``marks`` are those within the series' time.
    """

    points: tuple[TrackerPoint, ...]
    line: str
    band: str
    columns: tuple[Column, ...]
    marks: tuple[tuple[float, TrackerAnnotation], ...]
    ticks: tuple[Tick, ...]


@dataclass(frozen=True, slots=True)
class TrackerChart:
    """A tracker with its drawings by day and by week; None where a single point is all there is."""

    tracker: Tracker
    days: Series | None
    weeks: Series | None


def tracker_chart(tracker: Tracker) -> TrackerChart:
    """Return the drawings of a tracker."""
    return TrackerChart(
        tracker, _series(tracker.days, tracker.annotations), _series(tracker.weeks, tracker.annotations)
    )


def ticks(on: Scale, most: int = _MOST_TICKS) -> tuple[Tick, ...]:
    """Round values on a scale, few enough to be read, the lowest first."""
    rough = (on.high - on.low) / most
    power = 10.0 ** floor(log10(rough))
    step = next(nice * power for nice in _NICE if nice * power >= rough)
    first = ceil(on.low / step)
    values = [round(i * step, 9) for i in range(first, floor(on.high / step) + 1)]
    return tuple(Tick(on.down(value), value) for value in values)


def _series(points: Sequence[TrackerPoint], marks: Sequence[TrackerAnnotation]) -> Series | None:
    if len(points) <= 1:
        return None
    time = Scale(points[0].day, points[-1].day)
    on = scale_of(point.standing for point in points)
    most = max(point.votes for point in points) or 1
    ends = [(time.at(point.day), interval(point.standing)) for point in points]
    upper = [f"{x},{on.down(high)}" for x, (_, high) in ends]
    lower = [f"{x},{on.down(low)}" for x, (low, _) in reversed(ends)]
    return Series(
        points=tuple(points),
        line=" ".join(f"{time.at(p.day)},{on.down(p.standing.score)}" for p in points),
        band=" ".join([*upper, *lower]),
        columns=tuple(
            Column(time.at(p.day), round(100 * _VOTES_SHARE * p.votes / most, 2), p.votes) for p in points
        ),
        marks=tuple((time.at(mark.day), mark) for mark in marks if time.low <= mark.day <= time.high),
        ticks=ticks(on),
    )
