"""The figures: sized, colored, complete, and placed by their values."""

from __future__ import annotations

import pytest

from service.web.charts.figures import (
    Curve,
    Curves,
    DayCount,
    Days,
    DaySeries,
    DayValue,
    Interval,
    Intervals,
    Lines,
)
from service.web.charts.sizes import PLOT_HEIGHT, WIDTH, height_of_rows
from service.web.charts.theme import THEMES, Mode
from tests.support.figures import DAY, FIGURES, NAMES, elements, parsed

LIGHT = THEMES["light"]


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("figure", FIGURES)
def test_a_figure_has_its_size_its_ground_and_all_its_words(figure: str, mode: Mode) -> None:
    svg = parsed(FIGURES[figure].svg(THEMES[mode]))
    assert svg.tag == "{http://www.w3.org/2000/svg}svg"
    height = height_of_rows(len(NAMES)) if figure == "intervals" else PLOT_HEIGHT
    assert (svg.attrib["width"], svg.attrib["height"]) == (str(WIDTH), str(height))
    assert svg[0].attrib["fill"] == THEMES[mode].ground
    words = "".join(svg.itertext())
    assert all(name in words for name in NAMES)


@pytest.mark.parametrize("figure", FIGURES)
def test_nothing_is_fetched_styled_or_run(figure: str) -> None:
    svg = parsed(FIGURES[figure].svg(LIGHT))
    names = {element.tag.rpartition("}")[2] for element in svg.iter()}
    assert names <= {"svg", "rect", "text", "line", "circle", "polyline"}
    attributes = {name for element in svg.iter() for name in element.attrib}
    # The policy of the service refuses inline styles.
    assert not attributes & {"style", "href", "onload"}


@pytest.mark.parametrize("figure", FIGURES)
def test_everything_is_inside(figure: str) -> None:
    svg = FIGURES[figure].svg(LIGHT)
    height = float(parsed(svg).attrib["height"])
    for name in ("circle", "line", "text", "rect"):
        for element in elements(svg, name):
            places = {key: float(value) for key, value in element.attrib.items() if key in PLACES}
            assert all(0 <= value <= (WIDTH if "x" in key else height) for key, value in places.items())


PLACES = {"x", "y", "x1", "x2", "y1", "y2", "cx", "cy"}


def test_a_row_reaches_from_its_low_end_to_its_high_end() -> None:
    rows = [Interval("a", 10.0, 15.0, 20.0), Interval("b", 0.0, 5.0, 10.0)]
    svg = Intervals("Scores", "score", rows).svg(LIGHT)
    bars = [line.attrib for line in elements(svg, "line") if line.get("stroke-width") == "7"]
    assert bars[0]["x1"] == bars[1]["x2"]
    assert float(bars[0]["x2"]) - float(bars[0]["x1"]) == pytest.approx(
        float(bars[1]["x2"]) - float(bars[1]["x1"]), abs=0.02
    )
    dots = [circle.attrib["cx"] for circle in elements(svg, "circle")]
    assert dots == [bar["x1"] for bar in bars]


def test_a_higher_value_is_drawn_higher_and_a_later_day_further_right() -> None:
    points = [DayValue(DAY, 1.0), DayValue(DAY + 1, 3.0), DayValue(DAY + 2, 2.0)]
    (line,) = elements(Lines("Days", "score", [DaySeries("a", points)]).svg(LIGHT), "polyline")
    places = [tuple(map(float, place.split(","))) for place in line.attrib["points"].split()]
    assert sorted(places) == places
    assert places[1][1] < places[2][1] < places[0][1]


def test_counts_are_stacked_from_the_bottom_up() -> None:
    counts = [DayCount(DAY, "counted", 2), DayCount(DAY, "voided", 1)]
    rects = elements(Days("Votes", "votes", ["counted", "voided"], counts).svg(LIGHT), "rect")[1:]
    low, high = [{key: float(rect.attrib[key]) for key in ("y", "height")} for rect in rects]
    assert low["height"] == pytest.approx(2 * high["height"], abs=0.02)
    assert high["y"] + high["height"] == pytest.approx(low["y"], abs=0.02)


def test_a_mark_is_dropped_where_it_belongs() -> None:
    svg = Curves("Curves", "x", "y", [Curve("a", [(0, 0), (10, 1)], mark=10)]).svg(LIGHT)
    (mark,) = [line.attrib for line in elements(svg, "line") if "stroke-dasharray" in line.attrib]
    (curve,) = elements(svg, "polyline")
    assert float(mark["x1"]) == pytest.approx(
        float(curve.attrib["points"].split()[1].split(",")[0]), abs=0.02
    )


def test_only_a_percent_axis_has_numbers() -> None:
    curves = [Curve("a", [(0, 0.0), (1, 1.0)])]
    assert b"100%" in Curves("Curves", "x", "y", curves, percent=True).svg(LIGHT)
    assert b"100%" not in Curves("Curves", "x", "y", curves).svg(LIGHT)


def test_a_single_line_needs_no_legend() -> None:
    series = [DaySeries(name, [DayValue(DAY, 1.0), DayValue(DAY + 1, 2.0)]) for name in ("first", "second")]
    assert b"first" not in Lines("Days", "score", series[:1]).svg(LIGHT)
    assert b"first" in Lines("Days", "score", series).svg(LIGHT)


def test_many_points_are_a_line_without_dots() -> None:
    few, many = ([DayValue(DAY + i, 1.0) for i in range(n)] for n in (40, 41))
    assert len(elements(Lines("Days", "s", [DaySeries("a", few)]).svg(LIGHT), "circle")) == 40
    assert elements(Lines("Days", "s", [DaySeries("a", many)]).svg(LIGHT), "circle") == []


@pytest.mark.parametrize(
    "empty",
    [
        Intervals("t", "u", []),
        Lines("t", "u", []),
        Days("t", "u", [], []),
        Curves("t", "x", "y", []),
    ],
)
def test_no_data_is_an_empty_chart(empty: Lines) -> None:
    assert parsed(empty.svg(LIGHT)).tag.endswith("svg")
