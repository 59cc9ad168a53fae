"""Figures of every kind: complete, sized, colored, and nothing but a drawing."""

from __future__ import annotations

import pytest

from service.web.charts.figure import WIDE, drawn, file
from service.web.charts.raster import draw
from service.web.charts.theme import INLINE, THEMES, Mode
from tests.support.pages.figures import FIGURES, LIGHT, NAMES, WIDTHS, elements, parsed


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("kind", FIGURES)
def test_a_file_has_its_size_its_ground_its_title_and_all_its_words(kind: str, mode: Mode) -> None:
    svg = parsed(file(FIGURES[kind], THEMES[mode]))
    assert svg.tag == "{http://www.w3.org/2000/svg}svg"
    assert svg.attrib["width"] == str(WIDE)
    assert svg.attrib["viewBox"] == f"0 0 {WIDE} {svg.attrib['height']}"
    assert svg[0].attrib["fill"] == THEMES[mode].ground
    assert svg[1].text == FIGURES[kind].title
    words = "".join(svg.itertext())
    assert all(name in words for name in NAMES)
    assert "var(" not in file(FIGURES[kind], THEMES[mode]).decode()


@pytest.mark.parametrize("kind", FIGURES)
def test_nothing_is_fetched_styled_or_run(kind: str) -> None:
    svg = parsed(file(FIGURES[kind], LIGHT))
    names = {element.tag.rpartition("}")[2] for element in svg.iter()}
    assert names <= {"svg", "g", "rect", "text", "line", "circle", "path"}
    attributes = {name for element in svg.iter() for name in element.attrib}
    # The policy of the service refuses inline styles.
    assert not attributes & {"style", "href", "onload"}


@pytest.mark.parametrize("width", WIDTHS)
@pytest.mark.parametrize("kind", FIGURES)
def test_every_row_of_the_table_has_its_place_inside_the_plot(kind: str, width: int) -> None:
    drawing = drawn(FIGURES[kind], INLINE, width)
    rows = len(FIGURES[kind].table.rows)
    extra = 2 if kind == "dots" else 0  # a row that needs votes, on both scales
    assert len(drawing.anchors) == rows * (2 if kind == "dots" else 1) + extra
    left, top, right, bottom = drawing.plot
    assert all(left <= x <= right and top <= y <= bottom for x, y in drawing.anchors)


def test_a_legend_of_a_file_wraps_and_is_cut_to_its_width() -> None:
    svg = file(FIGURES["lines"], LIGHT)
    swatches = [circle.attrib["fill"] for circle in elements(svg, "circle")][-3:]
    assert swatches == list(LIGHT.series[:3])


def test_the_rasterizer_draws_what_browsers_show() -> None:
    assert draw(file(FIGURES["bubbles"], LIGHT).decode()).startswith(b"\x89PNG")
