"""Every kind of figure, with names that must be escaped, and figures of random data."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

from hypothesis import strategies as st

from service.web.charts.bubbles import Bubble, Bubbles
from service.web.charts.dots import DotPlot, Estimate, Panel, Row
from service.web.charts.figure import NARROW, WIDE, Cell, Figure, Head, Key, Table, drawn
from service.web.charts.labels import Box, box_of
from service.web.charts.lines import Line, Lines, Mark, Point
from service.web.charts.stacks import Stacks
from service.web.charts.theme import THEMES

NAMES = ("Lumière & Söhne", "<script>alert(1)</script>", "漢字 モデル")
DAY = 20_779  # 2026-11-22
WIDTHS = (WIDE, NARROW)
LIGHT = THEMES["light"]

_KEYS = [Key(name, place) for place, name in enumerate(NAMES)]
_NAMED = Table(
    [Head("Name"), Head("Value")], [[Cell(name, f"/{i}"), Cell(f"{i}")] for i, name in enumerate(NAMES)]
)
_DAILY = Table(
    [Head("Day"), *(Head(key.name, key.series) for key in _KEYS)],
    [[Cell(day), Cell("0"), Cell("1"), Cell("2")] for day in ("22 November 2026", "25 November 2026")],
)


def lines(*names: str, keys: bool = True) -> Lines:
    """Return a line for each name, over three days."""
    found = [Line(name, [Point(DAY, float(i)), Point(DAY + 3, i + 1.5)], i) for i, name in enumerate(names)]
    return Lines(
        "Scores by day",
        "Score",
        found,
        _DAILY,
        keys=[Key(one.name, i) for i, one in enumerate(found)] if keys else (),
    )


def dots(*names: str) -> DotPlot:
    """Return a row for each name on two scales, and one that needs votes."""
    rows = [
        Row(
            name,
            [[Estimate(980.0 + i, 1000.0 + 9 * i, 1050.0)], [Estimate(20.0 - i, 22.0, 24.0)]],
            average=[None, 19.5],
        )
        for i, name in enumerate(names)
    ]
    panels = [
        Panel("Likely rating", digits=0, average=1000.0, average_name="average model"),
        Panel("Score", average_name="mean score", dots=True),
    ]
    last = Row("few", [[], []], note="needs 2 more votes")
    return DotPlot("Performance", [Row("Themes", (), heading=True), *rows, last], panels, _NAMED)


FIGURES: dict[str, Figure] = {
    "dots": dots(*NAMES),
    "lines": lines(*NAMES),
    "stacks": Stacks("Votes", "Votes", _KEYS, [(DAY, (3, 0, 1)), (DAY + 3, (5, 1, 0))], _DAILY),
    "bubbles": Bubbles(
        "Prices",
        [Bubble(name, 0.02 * 4**i, 20.0 + i, 60.0 / (i + 1), best=i == 0) for i, name in enumerate(NAMES)],
        _NAMED,
    ),
}
"""A figure of each kind that shows these names."""

# Letters of many scripts, wide, narrow, from right to left and without width, and what XML must not hold.
names = st.text(alphabet=st.sampled_from("aMWil.ÅΣ漢ア🦊مرحباשไทย\u0301\u202e\x01 -0"), max_size=40)
values = st.floats(-1e4, 1e4).map(lambda value: round(value, 2))


def _estimate(low: float, mid: float, high: float) -> Estimate:
    return Estimate(low, mid, high)


_estimates = st.lists(values, min_size=3, max_size=3).map(lambda ends: _estimate(*sorted(ends)))


def _rows(size: int) -> st.SearchStrategy[Row]:
    """Return rows with up to two estimates on each of so many scales, averages and notes."""
    return st.builds(
        Row,
        names,
        st.lists(st.lists(_estimates, max_size=2), min_size=size, max_size=size),
        st.booleans(),
        st.lists(st.none() | values, max_size=size),
        names,
    )


_points = st.dictionaries(st.integers(DAY, DAY + 400), values, min_size=1, max_size=12).map(
    lambda found: [Point(day, value) for day, value in sorted(found.items())]
)
_lines = st.lists(st.builds(Line, names, _points, st.integers(0, 9)), max_size=10)
_counts = st.dictionaries(st.integers(DAY, DAY + 400), st.integers(0, 10**6), max_size=12).map(
    lambda found: sorted(found.items())
)
_marks = st.lists(st.builds(Mark, st.integers(DAY, DAY + 400), st.integers(1, 20)), max_size=8)
_EMPTY = Table((), ())

random_figures: st.SearchStrategy[Figure] = st.one_of(
    st.builds(Lines, names, names, _lines, st.just(_EMPTY), st.just(""), _marks, _counts, names),
    st.builds(
        Lines,
        names,
        names,
        _lines,
        st.just(_EMPTY),
        names.filter(bool),
        numbers=st.booleans(),
        percent=st.booleans(),
    ),
    st.builds(
        DotPlot,
        names,
        st.lists(_rows(2), max_size=12),
        st.lists(
            st.builds(Panel, names, st.integers(0, 2), st.none() | values, names), min_size=2, max_size=2
        ),
        st.just(_EMPTY),
    ),
    st.builds(
        Bubbles,
        names,
        st.lists(
            st.builds(
                Bubble, names, st.floats(0, 100), values, st.none() | st.floats(0.01, 1e3), st.booleans()
            ),
            max_size=30,
        ),
        st.just(_EMPTY),
    ),
    st.builds(
        Stacks,
        names,
        names,
        st.just([Key("counted", 0), Key("voided", 1)]),
        _counts.map(lambda found: [(day, (count, count // 3)) for day, count in found]),
        st.just(_EMPTY),
    ),
)
"""Figures of every kind, of random data."""


def body(figure: Figure, width: int = WIDE) -> bytes:
    """Return a drawn figure as a document."""
    drawing = drawn(figure, LIGHT, width)
    return f'<svg xmlns="http://www.w3.org/2000/svg" height="{drawing.height}">{drawing.body}</svg>'.encode()


def labels(svg: bytes) -> list[tuple[str, Box]]:
    """Return the labels of a drawing with the boxes that they take at most."""
    found = []
    for element in elements(svg, "text"):
        text, anchor = element.text or "", element.get("text-anchor", "start")
        side = {"start": "start", "middle": "middle", "end": "end"}[anchor]
        found.append((text, box_of(text, float(element.attrib["x"]), float(element.attrib["y"]), side)))  # type: ignore[arg-type]
    return found


def parsed(svg: bytes) -> ET.Element:
    """Return a drawing's root; raise ParseError if it is not XML."""
    return ET.fromstring(svg)  # noqa: S314 - our own


def elements(svg: bytes, name: str) -> list[ET.Element]:
    """Return a drawing's elements of a name, in their order."""
    return list(parsed(svg).iter(f"{{http://www.w3.org/2000/svg}}{name}"))


def places(path: ET.Element) -> list[tuple[float, float]]:
    """Return the places that a path of one stroke goes through."""
    return _subpaths(path)[0]


def strokes(path: ET.Element) -> list[tuple[float, float, float, float]]:
    """Return the straight lines of a path, each as where it starts and ends."""
    return [(*start, *end) for start, end in _subpaths(path)]


def _subpaths(path: ET.Element) -> list[list[tuple[float, float]]]:
    found: list[list[tuple[float, float]]] = []
    x = y = 0.0
    for command, numbers in re.findall(r"([Mmlhv])([^a-zA-Z]*)", path.attrib["d"]):
        values = [float(number) for number in re.findall(r"-?[\d.]+", numbers)]
        right, down = {"h": (values[0], 0.0), "v": (0.0, values[0])}.get(command) or values
        x, y = x + right, y + down
        if command in "Mm":
            found.append([])
        found[-1].append((x, y))
    return found
