"""SVG as text: hostile text stays text."""

from __future__ import annotations

from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as st

from service.web.charts.svg import line, strokes, tag, trail, words


def test_attributes_are_written_short_and_with_hyphens() -> None:
    assert tag("rect", x=1.0, width=2.504, stroke_width=7) == '<rect x="1" width="2.5" stroke-width="7"/>'
    assert line(0, 1, 2, 3, stroke="red") == '<line x1="0" y1="1" x2="2" y2="3" stroke="red"/>'


def test_paths_say_distances_whose_rounding_does_not_add_up() -> None:
    grid = strokes([(10, 32, 10, 96), (20.04, 32, 20.04, 96), (0, 50, 40, 50), (0, 0, 1, 2)], stroke="red")
    assert grid == '<path d="M10 32v64m10-64v64m-20-46h40m-40-50l1 2" stroke="red"/>'
    assert strokes([]) == trail([]) == ""
    assert trail([(0.26, 1)]) == "M0.3 1"
    assert trail([(i / 3, 7.0) for i in range(4)]) == "M0 7l0.3 0l0.4 0l0.3 0"


def test_content_stands_inside() -> None:
    assert tag("g", tag("rect"), tag("line")) == "<g><rect/><line/></g>"


@given(st.text())
def test_any_text_is_text_and_nothing_else(text: str) -> None:
    element = ET.fromstring(words(text, 0, 0, fill=text.replace("\0", "") if text.isprintable() else "red"))  # noqa: S314
    assert element.tag == "text"
    assert len(element) == 0
