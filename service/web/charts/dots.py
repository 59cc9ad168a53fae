"""Dot plots: rows with estimates and their intervals, on one scale or on two side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from service.web.charts.figure import Anchor, Drawing, Key, Pen, Table
from service.web.charts.frame import EDGE, NAMED, TOP, above, across, gutter, reference
from service.web.charts.labels import FONT_SIZE, Box, Side
from service.web.charts.lines import color, grouped
from service.web.charts.scales import Scale, tight_scale
from service.web.charts.svg import line, strokes, tag, words
from service.web.charts.svg_text import shortened, widest

ROW = 24
"""The height of a row with one estimate."""

_MORE = 12
_MOST_LABEL = {True: 190, False: 112}
_PANEL_GAP = 28
# From the end of an interval to its number.
_NUMBER_GAP = 9


class Estimate(NamedTuple):
    """An estimate with its interval.

    ``inferred`` ones rest on votes elsewhere; ``series`` is None for the model that a chart is about.
    """

    low: float
    mid: float
    high: float
    inferred: bool = False
    series: int | None = None


@dataclass(frozen=True, slots=True)
class Row:
    """A named row: for each scale its estimates, and the average of the field where rows differ in it.

    ``note`` stands in place of estimates.
    """

    name: str
    estimates: Sequence[Sequence[Estimate]]
    heading: bool = False
    average: Sequence[float | None] = ()
    note: str = ""

    def on(self, index: int) -> Sequence[Estimate]:
        """Return the estimates on a scale."""
        return self.estimates[index] if index < len(self.estimates) else ()

    def average_on(self, index: int) -> float | None:
        """Return the average of the field on a scale."""
        return self.average[index] if index < len(self.average) else None


@dataclass(frozen=True, slots=True)
class Panel:
    """A scale: its name, the decimals of its numbers, and the average that all rows share.

    ``average_name`` names it, or the averages that the rows have of their own. With ``dots``, the order goes
    by the low ends.
    """

    name: str
    digits: int = 1
    average: float | None = None
    average_name: str = ""
    dots: bool = False


@dataclass(frozen=True, slots=True)
class DotPlot:
    """Rows of estimates; phones have one scale below the other. ``numbers`` stand at the intervals' ends."""

    title: str
    rows: Sequence[Row]
    panels: Sequence[Panel]
    table: Table
    keys: Sequence[Key] = ()
    numbers: bool = True

    def draw(self, pen: Pen) -> Drawing:
        """See Figure."""
        labels = [row.name for row in self.rows]
        left = gutter(labels, _MOST_LABEL[pen.wide])
        beside = pen.wide
        count = len(self.panels)
        room = (pen.width - left - EDGE - _PANEL_GAP * (count - 1 if beside else 0)) / (
            count if beside else 1
        )
        parts: list[str] = []
        anchors: list[Anchor] = []
        top = float(TOP)
        for index, panel in enumerate(self.panels):
            start = left + (room + _PANEL_GAP) * index if beside else left
            bottom = top + self._height()
            scale = self._scale(index, panel, start, start + room)
            parts += self._panel(pen, index, scale, top, bottom, named=index == 0 or not beside)
            anchors += self._anchors(index, scale, top)
            if not beside and index < count - 1:
                top = bottom + NAMED + TOP
        height = top + self._height() + NAMED
        return Drawing("".join(parts), height, Box(left, TOP, pen.width - EDGE, height - NAMED), anchors, "y")

    def _height(self) -> float:
        return sum(_row_height(row) for row in self.rows)

    def _scale(self, index: int, panel: Panel, start: float, end: float) -> Scale:
        estimates = [one for row in self.rows for one in row.on(index)]
        ends = [value for one in estimates for value in (one.low, one.mid, one.high)]
        averages = [row.average_on(index) for row in self.rows]
        known = [value for value in (*ends, *averages, panel.average) if value is not None]
        room = self._number_room(panel, ends)
        # The numbers at the ends of the intervals need room beyond the last of them.
        inner = tight_scale(known, start + room, end - room, room=45)
        per_unit = (inner.high - inner.low) / (inner.end - inner.start)
        low, high = inner.low - room * per_unit, inner.high + room * per_unit
        return Scale(low, high, start, end, inner.ticks)

    def _number_room(self, panel: Panel, ends: Sequence[float]) -> float:
        if not self.numbers or not ends:
            return 8
        return max(widest(_number(v, panel), FONT_SIZE) for v in ends) + _NUMBER_GAP

    def _panel(
        self, pen: Pen, index: int, scale: Scale, top: float, bottom: float, *, named: bool
    ) -> list[str]:
        panel = self.panels[index]
        averages = [average for row in self.rows if (average := row.average_on(index)) is not None]
        parts = [across(pen, scale, top, bottom, name=panel.name)]
        if panel.average is not None:
            parts.append(reference(pen, scale.at(panel.average), top, bottom, panel.average_name))
        elif averages:
            parts.append(above(pen, scale.at(averages[0]), top, panel.average_name))
        y = top
        for row in self.rows:
            height = _row_height(row)
            if named:
                parts.append(_row_name(pen, row, scale.start, y + height / 2))
            average = row.average_on(index)
            parts.append("" if average is None else _average(pen, scale.at(average), y, height))
            parts += self._estimates(pen, panel, row.on(index), scale, y)
            if row.note and not row.on(index):
                parts.append(pen.labels.put(row.note, scale.start + 4, y + height / 2 + 4, pen.theme.quiet))
            y += height
        return parts

    def _estimates(
        self, pen: Pen, panel: Panel, estimates: Sequence[Estimate], scale: Scale, y: float
    ) -> list[str]:
        parts = []
        for place, one in enumerate(estimates):
            middle = y + ROW / 2 + _MORE * place
            parts.append(_estimate(pen, one, scale, middle, dot=panel.dots))
            if self.numbers:
                parts.append(
                    _end(pen, _number(one.low, panel), scale.at(one.low) - _NUMBER_GAP, middle, "end")
                )
                parts.append(
                    _end(pen, _number(one.high, panel), scale.at(one.high) + _NUMBER_GAP, middle, "start")
                )
        return parts

    def _anchors(self, index: int, scale: Scale, top: float) -> list[Anchor]:
        """Return a place for each row that is in the table."""
        anchors, y = [], top
        for row in self.rows:
            height = _row_height(row)
            if not row.heading:
                estimates = row.on(index)
                x = scale.at(estimates[0].mid) if estimates else scale.start
                anchors.append(Anchor(x, y + height / 2))
            y += height
        return anchors


def _row_height(row: Row) -> float:
    most = max((len(estimates) for estimates in row.estimates), default=1)
    return ROW + _MORE * max(0, most - 1)


def _number(value: float, panel: Panel) -> str:
    return f"{value:.{panel.digits}f}".replace("-", "\N{MINUS SIGN}")


def _row_name(pen: Pen, row: Row, start: float, y: float) -> str:
    text = shortened(row.name, start - EDGE - 8, FONT_SIZE)
    if row.heading:
        return words(text, EDGE, y + 5, fill=pen.theme.quiet, font_weight=600)
    return pen.labels.put(text, start - 8, y + 4, pen.theme.ink, "end")


def _end(pen: Pen, text: str, x: float, y: float, side: Side) -> str:
    """Return the number at an end of an interval."""
    return pen.labels.put(text, x, y + 4, pen.theme.quiet, side, halo=pen.theme.ground)


def _average(pen: Pen, x: float, y: float, height: float) -> str:
    return line(x, y, x, y + height, stroke=pen.theme.quiet, stroke_width=1.5, stroke_dasharray="4 3")


def _estimate(pen: Pen, one: Estimate, scale: Scale, y: float, *, dot: bool) -> str:
    low, mid, high = (scale.at(value) for value in one[:3])
    paint, ground = color(pen, one.series), pen.theme.ground
    reach, ends = (low, y, high, y), [(x, y - 4, x, y + 4) for x in (low, high)]
    dashed = [strokes([reach], stroke=paint, stroke_width=2, stroke_dasharray="3 3")] if one.inferred else []
    hollow = one.inferred or dot
    fill, stroke = (ground, paint) if hollow else (paint, ground)
    return grouped(
        one.series,
        *dashed,
        strokes(ends if one.inferred else [reach, *ends], stroke=paint, stroke_width=2),
        tag("circle", cx=mid, cy=y, r=5, fill=fill, stroke=stroke, stroke_width=2 if hollow else 1.5),
        tag("circle", cx=low, cy=y, r=5, fill=paint) if dot else "",
    )
