"""What charts have around their data: axes with names and ticks, and marks for a value or a day."""

from __future__ import annotations

from collections.abc import Iterable

from service.web.charts.figure import Pen
from service.web.charts.labels import FONT_SIZE
from service.web.charts.scales import Scale
from service.web.charts.svg import line
from service.web.charts.svg_text import widest

TOP = 32
"""Where a plot begins: the name of its vertical axis is above."""

BELOW = 24
"""The room below a plot for the labels of its axis."""

NAMED = 44
"""The same with the name of the axis."""

EDGE = 6
_LABELS, _NAME = 17, 37


def gutter(labels: Iterable[str], most: float = float("inf")) -> float:
    """Return where a plot begins, right of these labels."""
    return EDGE + min(max((widest(label, FONT_SIZE) for label in labels), default=0), most) + 8


def across(pen: Pen, scale: Scale, top: float, bottom: float, *, name: str = "", grid: bool = True) -> str:
    """Return the horizontal axis: its name, and its ticks with the labels for which there is room.

    The last one comes first, because the newest day or the highest value must have a label.
    """
    theme = pen.theme
    parts = [line(scale.start, bottom, scale.end, bottom, stroke=theme.quiet)]
    if name:
        middle = (scale.start + scale.end) / 2
        parts.append(pen.labels.put(name, middle, bottom + _NAME, theme.quiet, "middle"))
    for value, label in reversed(scale.ticks):
        place = scale.at(value)
        half = widest(label, FONT_SIZE) / 2
        inside = min(max(place, half), pen.width - half)
        written = pen.labels.put(label, inside, bottom + _LABELS, theme.quiet, "middle")
        if grid:
            parts.append(line(place, top, place, bottom, stroke=theme.line))
        if written:
            parts.append(line(place, bottom, place, bottom + 4, stroke=theme.quiet))
        parts.append(written)
    return "".join(parts)


def upward(pen: Pen, scale: Scale, left: float, right: float, *, name: str = "", labels: bool = True) -> str:
    """Return the vertical axis: a grid line for each tick, its label, and the name of the axis above."""
    theme = pen.theme
    parts = [pen.labels.put(name, EDGE, TOP - 20, theme.quiet)] if name else []
    for value, label in scale.ticks:
        y = scale.at(value)
        parts.append(line(left, y, right, y, stroke=theme.line))
        if labels:
            parts.append(pen.labels.put(label, left - 8, y + 4, theme.quiet, "end"))
    return "".join(parts)


def reference(pen: Pen, x: float, top: float, bottom: float, label: str) -> str:
    """Return a dashed vertical line with its name above."""
    dashed = line(x, top, x, bottom, stroke=pen.theme.quiet, stroke_width=1.5, stroke_dasharray="4 3")
    return dashed + above(pen, x, top, label)


def above(pen: Pen, x: float, top: float, label: str) -> str:
    """Return a name above a plot, around this place."""
    half = widest(label, FONT_SIZE) / 2
    inside = min(max(x, half), pen.width - half)
    return pen.labels.put(label, inside, top - 7, pen.theme.quiet, "middle")
