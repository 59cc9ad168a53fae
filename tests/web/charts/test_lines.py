"""Lines: higher values higher, later days further right, names that keep apart."""

from __future__ import annotations

from xml.etree.ElementTree import Element

import pytest

from service.web.charts.figure import NARROW, Table
from service.web.charts.lines import Line, Lines, Mark, Point, spread
from tests.support.pages.figures import DAY, NAMES, body, elements, labels, lines, places, strokes

EMPTY = Table((), ())


def tracked(*marks: Mark) -> bytes:
    points = [Point(DAY + day, value, value - 1, value + 1) for day, value in enumerate((1.0, 3.0, 2.0))]
    counts = [(DAY, 4), (DAY + 1, 8), (DAY + 2, 2)]
    return body(
        Lines("t", "Rating", [Line("Rating", points)], EMPTY, marks=marks, counts=counts, counted="Votes")
    )


def curves(svg: bytes) -> list[Element]:
    return [one for one in elements(svg, "path") if one.get("class") == "line"]


def test_a_higher_value_is_drawn_higher_and_a_later_day_further_right() -> None:
    (line,) = curves(tracked())
    found = places(line)
    assert sorted(found) == found
    assert found[1][1] < found[2][1] < found[0][1]


def test_a_band_lies_around_its_own_line() -> None:
    svg = tracked()
    (line,) = curves(svg)
    (band,) = [one for one in elements(svg, "path") if one.attrib["d"].endswith("z")]
    around, along = places(band), places(line)
    assert len(around) == 6
    for (x, y), above, below in zip(along, around[:3], around[:2:-1], strict=True):
        assert above[0] == below[0] == pytest.approx(x)
        assert above[1] < y < below[1]
        assert y - above[1] == pytest.approx(below[1] - y, abs=0.2)


def test_counts_are_columns_of_their_own_below() -> None:
    svg = tracked()
    (columns,) = [one for one in elements(svg, "path") if "opacity" in one.attrib and one.get("fill") is None]
    heights = [bottom - top for _, bottom, _, top in strokes(columns)]
    assert heights[1] == pytest.approx(2 * heights[0], abs=0.2)
    assert {"Votes", "10"} <= {text for text, _ in labels(svg)}


def test_only_marks_within_its_time_are_drawn_with_their_numbers() -> None:
    svg = tracked(Mark(DAY - 3, 7), Mark(DAY + 1, 9))
    (mark,) = [one.attrib for one in elements(svg, "line") if one.get("stroke-dasharray") == "3 3"]
    assert float(mark["x1"]) == pytest.approx(places(curves(svg)[0])[1][0], abs=0.1)
    assert "9" in {text for text, _ in labels(svg)}


def test_names_stand_at_the_ends_on_a_desk_and_in_the_legend_on_a_phone() -> None:
    wide, narrow = ({text for text, _ in labels(body(lines(*NAMES), width))} for width in (720, NARROW))
    assert set(NAMES) <= wide
    assert not set(NAMES) & narrow
    without_legend = {text for text, _ in labels(body(lines("a", "b", keys=False), NARROW))}
    assert {"a", "b"} <= without_legend


def test_places_keep_apart_and_between_the_ends() -> None:
    assert spread([10, 11, 50], 0, 100, 16) == [10, 26, 50]
    assert spread([90, 95, 99], 0, 100, 16) == [68, 84, 100]
    assert spread([], 0, 100, 16) == []


def test_a_curve_drops_its_mark_and_only_a_percent_axis_has_shares() -> None:
    curve = [Line("a", [Point(0, 0.0), Point(10, 1.0)], 0, drop=10)]
    svg = body(Lines("Curves", "y", curve, EMPTY, x="x", percent=True))
    (mark,) = [one.attrib for one in elements(svg, "line") if one.get("stroke-dasharray") == "5 4"]
    assert float(mark["x1"]) == pytest.approx(places(curves(svg)[0])[1][0], abs=0.1)
    assert "100%" in {text for text, _ in labels(svg)}
    without = labels(body(Lines("Curves", "y", curve, EMPTY, x="x", numbers=False)))
    assert "0.5" not in {text for text, _ in without}


def test_a_single_point_is_a_dot_and_nothing_an_empty_chart() -> None:
    assert len(elements(body(Lines("t", "y", [Line("a", [Point(DAY, 1.0)])], EMPTY)), "circle")) == 1
    assert curves(body(Lines("t", "y", [], EMPTY))) == []
