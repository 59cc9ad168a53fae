"""Charts inside pages: a figure drawn for a desk and for a phone, its legend, and its numbers as a table."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from markupsafe import Markup

from service.web.charts.figure import NARROW, WIDE, Drawing, Figure, Key, Table, drawn
from service.web.charts.labels import FONT_SIZE
from service.web.charts.svg import tag
from service.web.charts.theme import INLINE


@dataclass(frozen=True, slots=True)
class PageChart:
    """A chart as pages show it, by `_chart.html`; ``drawings`` are that for a desk and that for a phone."""

    title: str
    keys: Sequence[Key]
    drawings: Sequence[Markup]
    table: Table


def page_chart(figure: Figure) -> PageChart:
    """Return a figure as pages show it."""
    drawings = [
        _svg(figure.title, drawn(figure, INLINE, width), width, name)
        for width, name in ((WIDE, "chart-wide"), (NARROW, "chart-narrow"))
    ]
    return PageChart(figure.title, figure.keys, drawings, figure.table)


def _svg(title: str, drawing: Drawing, width: int, name: str) -> Markup:
    """Return a drawing for a page, whose style sheet shows the one that fits.

    Scripts find each row of the table at its place in ``data-at``, as its distance from the place before.
    """
    data = {
        "data_at": _places(drawing),
        "data_by": drawing.by,
        "data_plot": " ".join(f"{value:.0f}" for value in drawing.plot),
    }
    svg = tag(
        "svg",
        drawing.body,
        class_=name,
        viewBox=f"0 0 {width} {drawing.height:g}",
        role="img",
        aria_label=title,
        # The drawing has its left and right, whatever the direction of the page.
        direction="ltr",
        font_size=FONT_SIZE,
        **(data if drawing.anchors else {}),
    )
    return Markup(svg)  # noqa: S704 - every text in it is escaped by `words`, every attribute by `tag`


def _places(drawing: Drawing) -> str:
    """Return where the rows are; charts whose lines compare need no heights."""
    places = [(0, 0), *((round(x), 0 if drawing.by == "x" else round(y)) for x, y in drawing.anchors)]
    steps = ((x2 - x1, y2 - y1) for (x1, y1), (x2, y2) in pairwise(places))
    return " ".join(f"{right},{down}" if down else f"{right}" for right, down in steps)
