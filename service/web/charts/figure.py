"""What can be drawn: one drawing code for pages, SVG files and PNG, and the numbers as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, Protocol

from service.web.charts.labels import FONT_SIZE, Box, Labels
from service.web.charts.svg import tag, words
from service.web.charts.svg_text import shortened, widest
from service.web.charts.theme import FONT, Theme

WIDE, NARROW = 720, 340
"""The widths that every chart is drawn for: a desk and a phone."""

_TITLE_SIZE = 15
_TITLE_HEIGHT = 36
_EDGE = 12
_KEY_ROW, _SWATCH = 20, 20

By = Literal["x", "y", "xy"]


@dataclass(frozen=True, slots=True)
class Pen:
    """What a figure is drawn with: the width of the drawing, its colors, and where its labels go."""

    theme: Theme
    width: int
    labels: Labels

    @property
    def wide(self) -> bool:
        """Whether the drawing is for a desk."""
        return self.width >= WIDE


class Anchor(NamedTuple):
    """Where a row of the table is drawn."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """A drawn figure: its SVG from the top edge down, its height, and where readers find each number.

    ``anchors`` has a place for each row of the table, several times over where the rows are drawn several
    times. The nearest one is found ``by`` one coordinate or both; ``plot`` is where the crosshair ends.
    """

    body: str
    height: float
    plot: Box
    anchors: Sequence[Anchor] = ()
    by: By = "x"


class Cell(NamedTuple):
    """A cell of a table: its text, and where it leads."""

    text: str
    href: str = ""


class Head(NamedTuple):
    """The head of a column, and the series whose numbers it has."""

    text: str
    series: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """The numbers of a chart; the first cell of a row says what they belong to, and ``foot`` sums them up."""

    heads: Sequence[Head]
    rows: Sequence[Sequence[Cell]]
    foot: Sequence[Cell] = ()


class Key(NamedTuple):
    """An entry of a legend: a series and its color, as in `Theme.series`."""

    name: str
    series: int


class Figure(Protocol):
    """What can be drawn."""

    @property
    def title(self) -> str:
        """What it shows, in a line."""

    @property
    def keys(self) -> Sequence[Key]:
        """The legend; empty if the drawing names everything itself."""

    @property
    def table(self) -> Table:
        """The same in numbers."""

    def draw(self, pen: Pen) -> Drawing:
        """Return the drawing."""


@dataclass(frozen=True, slots=True)
class _Legend:
    """A legend as rows of a file; pages have one that can be used."""

    keys: Sequence[Key]
    width: int
    column: float = field(init=False)

    def __post_init__(self) -> None:
        most = max((widest(key.name, FONT_SIZE) for key in self.keys), default=0) + _SWATCH + _EDGE
        columns = max(1, int((self.width - 2 * _EDGE) // most))
        object.__setattr__(self, "column", (self.width - 2 * _EDGE) / columns)

    @property
    def height(self) -> float:
        columns = round((self.width - 2 * _EDGE) / self.column)
        return -(-len(self.keys) // columns) * _KEY_ROW + 8 if self.keys else 0

    def draw(self, theme: Theme, top: float) -> str:
        columns = round((self.width - 2 * _EDGE) / self.column)
        parts = []
        for index, (name, series) in enumerate(self.keys):
            x = _EDGE + self.column * (index % columns)
            y = top + 14 + _KEY_ROW * (index // columns)
            parts.append(tag("circle", cx=x + 5, cy=y - 4, r=5, fill=theme.color(series)))
            text = shortened(name, self.column - _SWATCH, FONT_SIZE)
            parts.append(words(text, x + 15, y, fill=theme.quiet))
        return "".join(parts)


def drawn(figure: Figure, theme: Theme, width: int) -> Drawing:
    """Return a figure drawn for a width, whatever height it takes."""
    bounds = Box(0, 0, width, float("inf"))
    return figure.draw(Pen(theme, width, Labels(bounds)))


def file(figure: Figure, theme: Theme) -> bytes:
    """Return a figure as an SVG file, with its ground, its title and its legend."""
    drawing = drawn(figure, theme, WIDE)
    legend = _Legend(figure.keys, WIDE)
    height = _TITLE_HEIGHT + drawing.height + legend.height
    heading = shortened(figure.title, WIDE - 2 * _EDGE, _TITLE_SIZE)
    return tag(
        "svg",
        tag("rect", width=WIDE, height=height, fill=theme.ground),
        words(heading, _EDGE, 25, fill=theme.ink, font_size=_TITLE_SIZE, font_weight=600),
        tag("g", drawing.body, transform=f"translate(0 {_TITLE_HEIGHT})"),
        legend.draw(theme, _TITLE_HEIGHT + drawing.height),
        xmlns="http://www.w3.org/2000/svg",
        width=WIDE,
        height=height,
        viewBox=f"0 0 {WIDE} {height:g}",
        font_family=FONT,
        font_size=FONT_SIZE,
    ).encode()
