"""What stands around a chart's data: axes whose labels have room."""

from __future__ import annotations

from service.web.charts.figure import Pen
from service.web.charts.frame import EDGE, above, across, gutter, reference, upward
from service.web.charts.labels import Box, Labels
from service.web.charts.scales import Scale
from tests.support.pages.figures import LIGHT

TICKS = tuple((float(i), f"{i}00,000") for i in range(50))


def pen() -> Pen:
    return Pen(LIGHT, 400, Labels(Box(0, 0, 400, 200)))


def test_the_gutter_fits_the_labels_up_to_a_limit() -> None:
    assert gutter(["a"]) < gutter(["a longer label"])
    assert gutter(["x" * 500], 190) == EDGE + 198
    assert gutter([]) > 0


def test_labels_that_would_touch_are_left_out_but_the_last_one_never() -> None:
    drawn = across(pen(), Scale(0, 49, 0, 400, TICKS), 0, 100, name="Votes")
    assert 2 <= drawn.count("<text") < 20
    assert ">4900,000<" in drawn
    assert ">Votes<" in drawn
    without_grid = across(pen(), Scale(0, 49, 0, 400, TICKS), 0, 100, grid=False)
    assert drawn.count("v100") == len(TICKS)
    assert "v100" not in without_grid
    assert drawn.count("v4") == without_grid.count("v4") == drawn.count("<text") - 1


def test_an_upward_axis_has_its_name_above() -> None:
    drawn = upward(pen(), Scale(0, 49, 190, 40, TICKS[::10]), 80, 400, name="Score")
    assert drawn.index(">Score<") < drawn.index(">000,000<")
    assert "<text" not in upward(pen(), Scale(0, 49, 190, 40, TICKS[::10]), 80, 400, labels=False)


def test_a_name_above_stays_inside() -> None:
    assert 'stroke-dasharray="4 3"' in reference(pen(), 399, 40, 100, "average model")
    assert ">average model<" in above(pen(), 399, 40, "average model")
