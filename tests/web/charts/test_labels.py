"""Labels never collide, whatever the data and the names."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.web.charts.figure import NARROW, WIDE, Figure, drawn
from service.web.charts.labels import Box, Labels, box_of
from tests.support.pages.figures import LIGHT, body, labels, random_figures

BOUNDS = Box(0, 0, 200, 50)


@settings(max_examples=150, suppress_health_check=[HealthCheck.too_slow], deadline=None)
@given(random_figures, st.sampled_from([WIDE, NARROW]))
@pytest.mark.slow
def test_no_two_labels_of_a_figure_overlap_and_all_are_inside(figure: Figure, width: int) -> None:
    found = labels(body(figure, width))
    whole = Box(0, 0, width, drawn(figure, LIGHT, width).height)
    assert [text for text, box in found if not box.within(whole)] == []
    assert [(one, other) for (one, a), (other, b) in combinations(found, 2) if a.meets(b)] == []


def test_a_label_that_has_no_room_is_left_out() -> None:
    put = Labels(BOUNDS).put
    assert ">first<" in put("first", 100, 20, "red", "middle")
    assert put("second", 90, 22, "red") == ""
    assert put("outside", 190, 20, "red") == ""
    assert put("", 10, 40, "red") == ""
    assert ">below<" in put("below", 100, 40, "red", "middle")


def test_a_label_over_lines_has_the_ground_around_it() -> None:
    label = Labels(BOUNDS).put("name", 100, 20, "red", "end", halo="white")
    assert 'paint-order="stroke"' in label
    assert 'stroke="white"' in label
    assert 'text-anchor="end"' in label


def test_a_box_is_where_its_anchor_says() -> None:
    start, middle, end = (box_of("abc", 50, 20, side) for side in ("start", "middle", "end"))
    assert start.left == end.right == 50
    assert middle.left + middle.right == 100
    assert start.top < 20 < start.bottom
    assert start.meets(middle)
    assert not start.meets(end)
    assert start.within(BOUNDS)
