"""Compared models as a chart."""

from __future__ import annotations

from service.arena.models.comparisons import ArenaComparison, AxisComparison
from service.domain.axes import Axis
from service.domain.boards import Standing
from service.web.charts.comparisons import comparison_figure
from service.web.charts.inline import interval
from tests.support.pages.model_pages import some_arena


def test_models_have_their_colors_and_those_with_too_few_votes_no_estimate() -> None:
    standing = Standing("a", 25.0, 2.0, 9, 9, 0, 0, 0)
    axis = AxisComparison(Axis("people"), (None, standing))
    arena = ArenaComparison(some_arena(), ("b", "a"), {}, (axis,))
    figure = comparison_figure(arena, {"a": "A", "b": "B"}, {"a": 0, "b": 1})
    ((estimate,),) = figure.rows[0].estimates
    low, high = interval(standing)
    assert estimate == (low, 25.0, high, False, 0)
    assert [(key.name, key.series) for key in figure.keys] == [("B", 1), ("A", 0)]
    assert [cell.text for cell in figure.table.rows[0]] == [
        "people",
        "too few votes",
        "19.00 (rating 25.00 ± 3.92)",
    ]
