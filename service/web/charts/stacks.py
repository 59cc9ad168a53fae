"""Columns by day, stacked by kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from service.web.charts.figure import Anchor, Drawing, Key, Pen, Table
from service.web.charts.frame import BELOW, EDGE, TOP, across, gutter, upward
from service.web.charts.labels import Box
from service.web.charts.lines import grouped
from service.web.charts.scales import Scale, day_scale, value_scale
from service.web.charts.svg import strokes

_PLOT = {True: 260, False: 200}
_SHARE = 0.8
_WIDEST = 44


@dataclass(frozen=True, slots=True)
class Stacks:
    """Counts by day (since 1970, UTC) for each key of the legend, from the bottom up."""

    title: str
    y: str
    keys: Sequence[Key]
    days: Sequence[tuple[int, Sequence[int]]]
    table: Table

    def draw(self, pen: Pen) -> Drawing:
        """See Figure."""
        bottom = TOP + _PLOT[pen.wide]
        upright = value_scale((sum(counts) for _, counts in self.days), bottom, TOP, room=45, zero=True)
        left = gutter(text for _, text in upright.ticks)
        right = pen.width - EDGE
        known = [day for day, _ in self.days] or [0]
        span = max(known) - min(known) + 1
        wide = min(_WIDEST, (right - left) / (span + 1) * _SHARE)
        along = day_scale(known, left + wide, right - wide, room=90 if pen.wide else 70)
        parts = [
            upward(pen, upright, left, right, name=self.y),
            across(pen, along, TOP, bottom, grid=False),
            *(self._kind(index, along, upright, wide, pen) for index in range(len(self.keys))),
        ]
        anchors = [Anchor(along.at(day), upright.at(sum(counts))) for day, counts in self.days]
        return Drawing("".join(parts), bottom + BELOW, Box(left, TOP, right, bottom), anchors, "x")

    def _kind(self, index: int, along: Scale, upright: Scale, wide: float, pen: Pen) -> str:
        """Return the part of every column that is of a kind."""
        series = self.keys[index].series
        parts = []
        for day, counts in self.days:
            if counts[index]:
                below = sum(counts[:index])
                top, base = upright.at(below + counts[index]), upright.at(below)
                # A day with one vote beside one with thousands is still seen.
                parts.append((along.at(day), base, along.at(day), min(top, base - 1.0)))
        return grouped(series, strokes(parts, stroke=pen.theme.color(series), stroke_width=wide))
