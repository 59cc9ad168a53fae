"""Sizes of charts: known before they are drawn."""

from __future__ import annotations

from service.web.charts.sizes import height_of


def test_rows_make_a_chart_taller_and_nothing_else_does() -> None:
    few, many = {"rows": [0]}, {"rows": [0] * 11}
    assert height_of("intervals", many) == height_of("intervals", few) + 240
    assert height_of("days", many) == height_of("days", few)
