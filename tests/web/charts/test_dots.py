"""Dot plots: intervals where their values are, numbers at their ends, the average as a line."""

from __future__ import annotations

import pytest

from service.web.charts.dots import DotPlot, Estimate, Panel, Row
from service.web.charts.figure import NARROW, Table
from tests.support.pages.figures import LIGHT, NAMES, body, dots, elements, labels, strokes

EMPTY = Table((), ())


def test_a_row_reaches_from_its_low_end_to_its_high_end() -> None:
    rows = [Row("a", [[Estimate(10.0, 15.0, 20.0)]]), Row("b", [[Estimate(0.0, 5.0, 10.0)]])]
    svg = body(DotPlot("Scores", rows, [Panel("Score", dots=True)], EMPTY))
    intervals = [strokes(one) for one in elements(svg, "path") if one.get("stroke") == LIGHT.own]
    (first, *ends), (second, *_) = intervals
    assert first[0] == pytest.approx(second[2])
    assert [end[0] for end in ends] == pytest.approx([first[0], first[2]])
    circles = [float(circle.attrib["cx"]) for circle in elements(svg, "circle")]
    assert circles[1::2] == pytest.approx([first[0], second[0]])
    assert circles[0] * 2 == pytest.approx(first[0] + first[2], abs=0.2)


def test_numbers_stand_at_the_ends_and_the_average_has_its_name() -> None:
    found = {text for text, _ in labels(body(dots(*NAMES)))}
    assert {
        "980",
        "1050",
        "20.0",
        "24.0",
        "average model",
        "mean score",
        "needs 2 more votes",
        "Themes",
    } <= found


def test_scales_are_side_by_side_on_a_desk_and_one_below_the_other_on_a_phone() -> None:
    names = [text for text, _ in labels(body(dots(*NAMES)))]
    assert names.count(NAMES[2]) == 1
    narrow = labels(body(dots(*NAMES), NARROW))
    (first, second) = (box for text, box in narrow if text == NAMES[2])
    assert second.top > first.bottom


def test_an_inferred_estimate_is_hollow_and_dashed() -> None:
    rows = [Row("a", [[Estimate(1.0, 2.0, 3.0, inferred=True)]])]
    svg = body(DotPlot("t", rows, [Panel("p")], EMPTY))
    assert [c.attrib["fill"] for c in elements(svg, "circle")] == [LIGHT.ground]
    assert "3 3" in {one.get("stroke-dasharray") for one in elements(svg, "path")}


def test_several_models_share_a_row_in_their_colors() -> None:
    row = Row("a", [[Estimate(1.13, 2.0, 3.0, series=0), Estimate(2.0, 3.0, 4.0, series=1)]])
    svg = body(DotPlot("t", [row], [Panel("p")], EMPTY, numbers=False))
    groups = [g.attrib["class"] for g in elements(svg, "g")]
    assert groups == ["series s1", "series s2"]
    heights = [float(c.attrib["cy"]) for c in elements(svg, "circle")]
    assert heights[0] < heights[1]
    assert "1.1" not in {text for text, _ in labels(svg)}
