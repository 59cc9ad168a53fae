"""What charts have around their data: axes with names and ticks, and marks for a value or a day."""

from __future__ import annotations

from collections.abc import Iterable

from service.web.charts.figure import Pen
from service.web.charts.labels import FONT_SIZE
from service.web.charts.scales import Scale
from service.web.charts.svg import line, strokes
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
    places = [scale.at(value) for value, _ in scale.ticks]
    if grid:
        parts.append(strokes([(x, top, x, bottom) for x in places], stroke=theme.line))
    labeled = []
    for (_, label), place in zip(reversed(scale.ticks), reversed(places), strict=True):
        half = widest(label, FONT_SIZE) / 2
        inside = min(max(place, half), pen.width - half)
        if written := pen.labels.put(label, inside, bottom + _LABELS, theme.quiet, "middle"):
            labeled.append(place)
            parts.append(written)
    parts.append(strokes([(x, bottom, x, bottom + 4) for x in labeled], stroke=theme.quiet))
    return "".join(parts)


def upward(pen: Pen, scale: Scale, left: float, right: float, *, name: str = "", labels: bool = True) -> str:
    """Return the vertical axis: a grid line for each tick, its label, and the name of the axis above."""
    theme = pen.theme
    parts = [pen.labels.put(name, EDGE, TOP - 20, theme.quiet)] if name else []
    places = [scale.at(value) for value, _ in scale.ticks]
    parts.append(strokes([(left, y, right, y) for y in places], stroke=theme.line))
    if labels:
        parts += [
            pen.labels.put(label, left - 8, y + 4, theme.quiet, "end")
            for (_, label), y in zip(scale.ticks, places, strict=True)
        ]
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
