"""Lines over days or numbers: histories, the quality tracker, and curves that explain."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from service.web.charts.figure import Anchor, Drawing, Key, Pen, Table
from service.web.charts.frame import BELOW, EDGE, NAMED, TOP, across, gutter, upward
from service.web.charts.labels import FONT_SIZE, Box
from service.web.charts.scales import Scale, day_scale, exact_scale, tight_scale, value_scale
from service.web.charts.svg import line, strokes, tag, trail
from service.web.charts.svg_text import shortened, widest

_PLOT = {True: 300, False: 230}
# Between the lines of the names at the ends of their lines.
_NAME_ROW = 16
_MOST_NAME = {True: 170, False: 96}
# A strip below the lines, for counts.
_STRIP, _STRIP_GAP = 40, 22
_WIDEST_COLUMN = 10


class Point(NamedTuple):
    """A value at a place on the horizontal axis, and the interval around it."""

    x: float
    y: float
    low: float | None = None
    high: float | None = None


class Mark(NamedTuple):
    """A place on the horizontal axis that has a number in the text."""

    x: float
    number: int


@dataclass(frozen=True, slots=True)
class Line:
    """A named line. ``series`` has its color, None for that of the one model that the chart is about.

    ``drop`` is an x at which a dashed line is dropped, such as a score.
    """

    name: str
    points: Sequence[Point]
    series: int | None = None
    dashed: bool = False
    drop: float | None = None


@dataclass(frozen=True, slots=True)
class Lines:
    """Lines over days, or over numbers if ``x`` names them; ``y`` names the vertical axis.

    ``counts`` are drawn as columns in a strip of their own, which ``counted`` names. Without ``numbers``, the
    vertical axis has none, because only the shape matters; with ``percent``, it has shares of a hundred.
    """

    title: str
    y: str
    lines: Sequence[Line]
    table: Table
    x: str = ""
    marks: Sequence[Mark] = ()
    counts: Sequence[tuple[float, int]] = ()
    counted: str = ""
    numbers: bool = True
    percent: bool = False
    keys: Sequence[Key] = ()

    def draw(self, pen: Pen) -> Drawing:
        """See Figure."""
        bottom = TOP + _PLOT[pen.wide]
        end = bottom + (_STRIP_GAP + _STRIP if self.counts else 0)
        upright = self._upright(bottom)
        most = value_scale([count for _, count in self.counts], end, end - _STRIP, room=_STRIP, zero=True)
        labels = [*(upright.ticks if self.numbers else ()), *(most.ticks if self.counts else ())]
        left = gutter([text for _, text in labels]) if labels else EDGE
        right = pen.width - self._names_width(pen) - EDGE
        along = self._along(left + (_WIDEST_COLUMN if self.counts else 0), right, pen)
        parts = [
            upward(pen, upright, left, right, name=self.y, labels=self.numbers),
            self._columns(pen, along, most, left, right) if self.counts else "",
            across(pen, along, TOP, end, name=self.x, grid=False),
            *(_mark(pen, along, mark, bottom) for mark in self.marks if along.low <= mark.x <= along.high),
            *(_band(pen, one, along, upright) for one in self.lines),
            *(_line(pen, one, along, upright, bottom) for one in self.lines),
            self._names(pen, along, upright, right),
        ]
        places = sorted({p.x for one in self.lines for p in one.points})
        anchors = [Anchor(along.at(x), TOP) for x in places] if self.table.rows else []
        height = end + (NAMED if self.x else BELOW)
        return Drawing("".join(parts), height, Box(left, TOP, right, end), anchors, "x")

    def _upright(self, bottom: float) -> Scale:
        points = [point for one in self.lines for point in one.points]
        ends = (v for p in points for v in (p.y, p.low, p.high) if v is not None)
        if not self.percent:
            return tight_scale(ends, bottom, TOP, room=50)
        scale = value_scale(ends, bottom, TOP, room=50)
        texts = tuple((value, f"{value:.0%}") for value, _ in scale.ticks)
        return Scale(scale.low, scale.high, scale.start, scale.end, texts)

    def _along(self, left: float, right: float, pen: Pen) -> Scale:
        places = [point.x for one in self.lines for point in one.points]
        if self.x:
            return exact_scale(places, left, right, room=60)
        return day_scale(map(int, places), left, right, room=90 if pen.wide else 70)

    def _columns(self, pen: Pen, along: Scale, most: Scale, left: float, right: float) -> str:
        """Return the strip of counts, with its own axis of no and the most."""
        theme = pen.theme
        step = min((b[0] - a[0] for a, b in zip(self.counts, self.counts[1:], strict=False)), default=1)
        room = abs(along.at(along.low + step) - along.at(along.low))
        wide = max(1.0, min(_WIDEST_COLUMN, room * 0.7))
        top = most.ticks[-1]
        parts = [
            line(left, most.at(top[0]), right, most.at(top[0]), stroke=theme.line),
            pen.labels.put(top[1], left - 8, most.at(top[0]) + 4, theme.quiet, "end"),
            pen.labels.put(self.counted, left, most.end - 6, theme.quiet),
        ]
        columns = ((along.at(x), most.start, along.at(x), most.at(count)) for x, count in self.counts)
        parts.append(strokes(columns, stroke=theme.quiet, stroke_width=wide, opacity=0.7))
        return "".join(parts)

    def _names_width(self, pen: Pen) -> float:
        """Return the room for the names at the ends of the lines."""
        if not self._named(pen):
            return 8
        most = max(
            widest(shortened(one.name, _MOST_NAME[pen.wide], FONT_SIZE), FONT_SIZE) for one in self.lines
        )
        return most + 14

    def _named(self, pen: Pen) -> bool:
        """Return whether lines have names at their ends; on phones, the legend alone has them."""
        return bool(self.lines) and (pen.wide or not self.keys)

    def _names(self, pen: Pen, along: Scale, upright: Scale, right: float) -> str:
        if not self._named(pen):
            return ""
        ends = [(upright.at(one.points[-1].y), one) for one in self.lines if one.points]
        ends.sort(key=lambda end: end[0])
        places = spread([y for y, _ in ends], TOP, upright.start, _NAME_ROW)
        return "".join(
            _name(pen, one, (along.at(one.points[-1].x), y), (right, place))
            for (y, one), place in zip(ends, places, strict=True)
        )


def spread(places: Sequence[float], top: float, bottom: float, row: float) -> list[float]:
    """Return rising places that are at least a row apart, each as near to its own as that allows.

    They stay between the ends where there is room for all of them.
    """
    found: list[float] = []
    for place in places:
        found.append(max(place, found[-1] + row if found else top))
    limit = bottom
    for index in range(len(found) - 1, -1, -1):
        found[index] = min(found[index], limit)
        limit = found[index] - row
    return found


def color(pen: Pen, series: int | None) -> str:
    """Return the color of a series, or of the model that a chart is about."""
    return pen.theme.own if series is None else pen.theme.color(series)


def grouped(series: int | None, *content: str) -> str:
    """Return what belongs to a series as a group, which a legend can dim."""
    inner = "".join(content)
    return inner if series is None or not inner else tag("g", inner, class_=f"series s{series + 1}")


def _name(pen: Pen, one: Line, end: tuple[float, float], place: tuple[float, float]) -> str:
    paint = color(pen, one.series)
    (x, y), (right, at) = end, place
    text = shortened(one.name, _MOST_NAME[pen.wide], FONT_SIZE)
    leader = line(x + 3, y, right + 8, at, stroke=paint, opacity=0.6)
    return grouped(one.series, leader, pen.labels.put(text, right + 11, at + 4, pen.theme.ink))


def _band(pen: Pen, one: Line, along: Scale, upright: Scale) -> str:
    ends = [(p.x, p.low, p.high) for p in one.points if p.low is not None and p.high is not None]
    if not ends:
        return ""
    upper = ((along.at(x), upright.at(high)) for x, _, high in ends)
    lower = ((along.at(x), upright.at(low)) for x, low, _ in reversed(ends))
    shape = tag("path", d=trail([*upper, *lower]) + "z", fill=color(pen, one.series), opacity=0.2)
    return grouped(one.series, shape)


def _line(pen: Pen, one: Line, along: Scale, upright: Scale, bottom: float) -> str:
    paint = color(pen, one.series)
    places = [(along.at(point.x), upright.at(point.y)) for point in one.points]
    dashes = {"stroke_dasharray": "5 4"} if one.dashed else {}
    thick = 1.5 if one.dashed else 2
    path = tag(
        "path",
        d=trail(places),
        fill="none",
        stroke=paint,
        stroke_width=thick,
        stroke_linejoin="round",
        class_="line",
        **dashes,
    )
    dot = tag("circle", cx=places[0][0], cy=places[0][1], r=3, fill=paint) if len(places) == 1 else ""
    if one.drop is None:
        return grouped(one.series, path, dot)
    x = along.at(one.drop)
    dropped = line(x, TOP, x, bottom, stroke=paint, stroke_width=1.5, stroke_dasharray="5 4")
    return grouped(one.series, dropped, path, dot)


def _mark(pen: Pen, along: Scale, mark: Mark, bottom: float) -> str:
    """Return a dashed line with its number in a flag above, where no other flag is in the way."""
    x, theme = along.at(mark.x), pen.theme
    dashed = line(x, TOP, x, bottom, stroke=theme.worse, stroke_width=1.5, stroke_dasharray="3 3")
    number = pen.labels.put(str(mark.number), x, TOP - 5, theme.ink, "middle")
    return dashed + number
