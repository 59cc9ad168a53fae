"""The figures: charts made from plain values, each drawn as one SVG file that needs nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple, Protocol

from service.web.charts.frame import (
    LABEL_LIMIT,
    RIGHT,
    TOP,
    Legend,
    columns,
    document,
    gutter,
    rows,
    shortened,
)
from service.web.charts.scales import Scale, day_scale, exact_scale, value_scale
from service.web.charts.sizes import PLOT_HEIGHT, ROW, height_of_rows
from service.web.charts.svg import line, tag, words
from service.web.charts.theme import Theme

# A line through more points than this is drawn without their dots.
_MOST_DOTS = 40
# Below a plot: the labels of its axis, and its name where it has one.
_BELOW, _NAMED = 30, 52
_BAR_SHARE = 0.8
_WIDEST_BAR = 60


class Figure(Protocol):
    """What can be drawn."""

    def svg(self, theme: Theme) -> bytes:
        """Return the figure in a theme."""


class Interval(NamedTuple):
    """A row: a name, an interval and the point in its middle."""

    name: str
    low: float
    mid: float
    high: float


class DayValue(NamedTuple):
    """A value at the end of a day (since 1970, UTC)."""

    day: int
    value: float


class DayCount(NamedTuple):
    """How many of a kind there were on a day (since 1970, UTC)."""

    day: int
    kind: str
    number: int


@dataclass(frozen=True, slots=True)
class DaySeries:
    """A named line over days."""

    name: str
    points: Sequence[DayValue]


@dataclass(frozen=True, slots=True)
class Curve:
    """A named curve; ``mark`` is an x at which a dashed line is dropped, such as a score."""

    name: str
    points: Sequence[tuple[float, float]]
    mark: float | None = None


@dataclass(frozen=True, slots=True)
class Intervals:
    """Rows with intervals, the best first; with ``dots``, the order goes by the low ends."""

    title: str
    unit: str
    rows: Sequence[Interval]
    dots: bool = True

    def svg(self, theme: Theme) -> bytes:
        """See Figure."""
        left = gutter([row.name for row in self.rows])
        bottom = TOP + ROW * len(self.rows)
        scale = value_scale((v for row in self.rows for v in row[1:]), left, RIGHT)
        axis = columns(scale, theme, TOP, bottom, grid=True, name=self.unit)
        drawn = [
            _interval(row, scale, theme, TOP + ROW * (i + 0.5), dot=self.dots)
            for i, row in enumerate(self.rows)
        ]
        return document(self.title, theme, height_of_rows(len(self.rows)), axis, *drawn)


@dataclass(frozen=True, slots=True)
class Lines:
    """Series over days; ``unit`` names the vertical axis."""

    title: str
    unit: str
    series: Sequence[DaySeries]

    def svg(self, theme: Theme) -> bytes:
        """See Figure."""
        names = [series.name for series in self.series]
        legend = Legend(names if len(names) > 1 else ())
        bottom = PLOT_HEIGHT - _BELOW - legend.height
        upright = value_scale((p.value for s in self.series for p in s.points), bottom, TOP, room=45)
        left = gutter([label for _, label in upright.ticks])
        across = day_scale((p.day for s in self.series for p in s.points), left, RIGHT - 20)
        axes = rows(upright, theme, left, name=self.unit) + columns(across, theme, TOP, bottom, grid=False)
        drawn = [
            _line([(across.at(p.day), upright.at(p.value)) for p in s.points], theme.color(i), dots=True)
            for i, s in enumerate(self.series)
        ]
        return document(self.title, theme, PLOT_HEIGHT, axes, *drawn, legend.draw(theme, bottom + _BELOW))


@dataclass(frozen=True, slots=True)
class Days:
    """Counts by day and kind, stacked; ``kinds`` from the bottom up."""

    title: str
    unit: str
    kinds: Sequence[str]
    counts: Sequence[DayCount]

    def svg(self, theme: Theme) -> bytes:
        """See Figure."""
        legend = Legend(self.kinds)
        bottom = PLOT_HEIGHT - _BELOW - legend.height
        stacks: dict[int, dict[str, int]] = {}
        for one in self.counts:
            stack = stacks.setdefault(one.day, dict.fromkeys(self.kinds, 0))
            stack[one.kind] += one.number
        totals = [sum(stack.values()) for stack in stacks.values()]
        upright = value_scale(totals, bottom, TOP, room=45, zero=True)
        left = gutter([label for _, label in upright.ticks])
        days = max(stacks, default=0) - min(stacks, default=0) + 1
        bar = min(_WIDEST_BAR, (RIGHT - left) / (days + 1) * _BAR_SHARE)
        across = day_scale(stacks, left + bar, RIGHT - bar)
        axes = rows(upright, theme, left, name=self.unit) + columns(across, theme, TOP, bottom, grid=False)
        drawn = [_stack(stack, across.at(day), bar, upright, theme) for day, stack in stacks.items()]
        return document(self.title, theme, PLOT_HEIGHT, axes, *drawn, legend.draw(theme, bottom + _BELOW))


@dataclass(frozen=True, slots=True)
class Curves:
    """Curves of numbers; ``x`` and ``y`` name the axes, and only a ``percent`` axis has numbers upright."""

    title: str
    x: str
    y: str
    series: Sequence[Curve]
    percent: bool = False

    def svg(self, theme: Theme) -> bytes:
        """See Figure."""
        names = [curve.name for curve in self.series]
        legend = Legend(names if len(names) > 1 else ())
        bottom = PLOT_HEIGHT - _NAMED - legend.height
        upright = self._upright(bottom)
        left = gutter([label for _, label in upright.ticks] if self.percent else [])
        across = exact_scale((x for curve in self.series for x, _ in curve.points), left, RIGHT)
        axes = rows(upright, theme, left, name=self.y, labels=self.percent)
        axes += columns(across, theme, TOP, bottom, grid=False, name=self.x)
        drawn = [
            _line([(across.at(x), upright.at(y)) for x, y in curve.points], theme.color(i), dots=False)
            + _mark(curve, across, bottom, theme.color(i))
            for i, curve in enumerate(self.series)
        ]
        return document(self.title, theme, PLOT_HEIGHT, axes, *drawn, legend.draw(theme, bottom + _NAMED))

    def _upright(self, bottom: float) -> Scale:
        scale = value_scale((y for curve in self.series for _, y in curve.points), bottom, TOP, room=45)
        if not self.percent:
            return scale
        labels = tuple((value, f"{value:.0%}") for value, _ in scale.ticks)
        return Scale(scale.low, scale.high, scale.start, scale.end, labels)


def _interval(row: Interval, scale: Scale, theme: Theme, y: float, *, dot: bool) -> str:
    low, mid, high = (scale.at(value) for value in row[1:])
    label = shortened(row.name, LABEL_LIMIT)
    return (
        words(label, scale.start - 10, y + 4, fill=theme.ink, text_anchor="end")
        + line(low, y, high, y, stroke=theme.accent, stroke_width=7, stroke_linecap="round", opacity=0.35)
        + line(mid, y - 7, mid, y + 7, stroke=theme.ink, stroke_width=2)
        + (tag("circle", cx=low, cy=y, r=5, fill=theme.accent) if dot else "")
    )


def _line(places: Sequence[tuple[float, float]], color: str, *, dots: bool) -> str:
    path = " ".join(f"{x:.2f},{y:.2f}" for x, y in places)
    drawn = tag("polyline", points=path, fill="none", stroke=color, stroke_width=2, stroke_linejoin="round")
    if not dots or len(places) > _MOST_DOTS:
        return drawn
    return drawn + "".join(tag("circle", cx=x, cy=y, r=3, fill=color) for x, y in places)


def _stack(stack: dict[str, int], middle: float, width: float, upright: Scale, theme: Theme) -> str:
    parts, below = [], 0
    for index, count in enumerate(stack.values()):
        if count:
            top, base = upright.at(below + count), upright.at(below)
            place = {"x": middle - width / 2, "y": top, "width": width, "height": base - top}
            parts.append(tag("rect", fill=theme.color(index), **place))
        below += count
    return "".join(parts)


def _mark(curve: Curve, across: Scale, bottom: float, color: str) -> str:
    if curve.mark is None:
        return ""
    x = across.at(curve.mark)
    return line(x, TOP, x, bottom, stroke=color, stroke_width=2, stroke_dasharray="5 4")
