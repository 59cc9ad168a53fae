"""What every chart has around its data: ground, title, axes, grid and legend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from service.web.charts.scales import Scale
from service.web.charts.sizes import WIDTH
from service.web.charts.svg import line, tag, words
from service.web.charts.svg_text import plain, width
from service.web.charts.theme import FONT, Theme

FONT_SIZE = 12
TOP = 54
"""Where the plot begins, below the title."""

RIGHT = WIDTH - 20
_LEFT = 12
_TITLE_SIZE = 15
# From the end of the plot: the labels of the axis, then its name.
_LABELS, _NAME = 18, 40
LABEL_LIMIT = 190
# The dot of a legend, and the space around its name.
_SWATCH = 40
_LEGEND_ROW = 20


@dataclass(frozen=True, slots=True)
class Legend:
    """Names with their colors, in rows below a plot; no names take no room."""

    names: Sequence[str]

    @property
    def height(self) -> int:
        """The pixels it takes."""
        rows = -(-len(self.names) // self._columns)
        return rows * _LEGEND_ROW + 8 if self.names else 0

    @property
    def _columns(self) -> int:
        widest = max((width(plain(name), FONT_SIZE) for name in self.names), default=0)
        return max(1, int((RIGHT - _LEFT) // min(widest + _SWATCH, RIGHT - _LEFT)))

    def draw(self, theme: Theme, top: float) -> str:
        """Return its rows, the first one below ``top``."""
        columns = self._columns
        column = (RIGHT - _LEFT) / columns
        parts = []
        for index, name in enumerate(self.names):
            x = _LEFT + 6 + column * (index % columns)
            y = top + 14 + _LEGEND_ROW * (index // columns)
            parts.append(tag("circle", cx=x, cy=y - 4, r=5, fill=theme.color(index)))
            label = shortened(name, column - _SWATCH + 8)
            parts.append(words(label, x + 12, y, fill=theme.quiet))
        return "".join(parts)


def shortened(text: str, room: float) -> str:
    """Return the text, cut with an ellipsis where it would be wider than the room."""
    whole = plain(text)
    if width(whole, FONT_SIZE) <= room:
        return whole
    fits = next(n for n in range(len(whole), 0, -1) if n == 1 or width(whole[:n] + "…", FONT_SIZE) <= room)
    return whole[:fits].rstrip() + "…"


def gutter(labels: Sequence[str]) -> float:
    """Return where a plot begins, right of these labels."""
    widest = max((width(plain(label), FONT_SIZE) for label in labels), default=0)
    return _LEFT + min(widest, LABEL_LIMIT) + 12


def columns(scale: Scale, theme: Theme, top: float, bottom: float, *, grid: bool, name: str = "") -> str:
    """Return the horizontal axis: ticks, labels that do not run into each other, and its name below."""
    parts = [line(scale.start, bottom, scale.end, bottom, stroke=theme.line)]
    for place, label in _apart(scale):
        if grid:
            parts.append(line(place, top, place, bottom, stroke=theme.line))
        parts.append(line(place, bottom, place, bottom + 4, stroke=theme.line))
        inside = min(place, WIDTH - _half(label) - 4)
        parts.append(words(label, inside, bottom + _LABELS, fill=theme.quiet, text_anchor="middle"))
    if name:
        middle = (scale.start + scale.end) / 2
        parts.append(words(name, middle, bottom + _NAME, fill=theme.quiet, text_anchor="middle"))
    return "".join(parts)


def rows(scale: Scale, theme: Theme, left: float, *, name: str = "", labels: bool = True) -> str:
    """Return the vertical axis: a grid line and a label for each tick, its name above."""
    parts = []
    for value, label in scale.ticks:
        y = scale.at(value)
        parts.append(line(left, y, RIGHT, y, stroke=theme.line))
        if labels:
            parts.append(words(label, left - 8, y + 4, fill=theme.quiet, text_anchor="end"))
    if name:
        parts.append(words(name, left, TOP - 10, fill=theme.quiet))
    return "".join(parts)


def document(title: str, theme: Theme, height: int, *content: str) -> bytes:
    """Return the whole drawing with its ground and its title."""
    heading = words(title, _LEFT, 25, fill=theme.ink, font_size=_TITLE_SIZE, font_weight=600)
    drawing = tag(
        "svg",
        tag("rect", width=WIDTH, height=height, fill=theme.ground),
        heading,
        *content,
        xmlns="http://www.w3.org/2000/svg",
        width=WIDTH,
        height=height,
        viewBox=f"0 0 {WIDTH} {height}",
        font_family=FONT,
        font_size=FONT_SIZE,
    )
    return drawing.encode()


def _apart(scale: Scale) -> list[tuple[float, str]]:
    """Return the ticks' pixels and labels, from the last one back, without labels that would touch."""
    kept: list[tuple[float, str]] = []
    for value, label in reversed(scale.ticks):
        place = scale.at(value)
        if not kept or kept[-1][0] - place > (_half(label) + _half(kept[-1][1])) + 8:
            kept.append((place, label))
    return kept[::-1]


def _half(label: str) -> float:
    return width(label, FONT_SIZE) / 2
