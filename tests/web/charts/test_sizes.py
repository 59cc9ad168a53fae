"""Sizes of charts: known before they are drawn."""

from __future__ import annotations

from service.web.charts.sizes import ROW, height_of_rows


def test_rows_make_a_chart_taller() -> None:
    assert height_of_rows(11) == height_of_rows(1) + 10 * ROW
