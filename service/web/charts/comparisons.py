"""Models side by side as a chart: the rating of each by theme and language, with its interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from service.arena.models.comparisons import ArenaComparison, AxisComparison
from service.domain.boards import Standing
from service.web.charts.dots import DotPlot, Estimate, Panel, Row
from service.web.charts.figure import Cell, Head, Key, Table
from service.web.charts.inline import interval
from service.web.charts.performance import axis_name, axis_query
from service.web.filters import number

_FEW = "too few votes"


def comparison_figure(arena: ArenaComparison, names: Mapping[str, str], series: Mapping[str, int]) -> DotPlot:
    """Return the ratings of an arena's compared models; ``series`` has the color of each."""
    keys = [Key(names[slug], series[slug]) for slug in arena.models]
    return DotPlot(
        title=f"Ratings by theme and language in {arena.arena.name}",
        rows=[Row(axis_name(axis.axis), [_estimates(axis.standings, keys)]) for axis in arena.axes],
        panels=[Panel("● Rating, 95 % interval")],
        table=Table(
            [Head("Theme or language"), *(Head(f"{key.name}: score", key.series) for key in keys)],
            [_cells(arena.arena.slug, axis) for axis in arena.axes],
        ),
        keys=keys,
        numbers=False,
    )


def _estimates(standings: Sequence[Standing | None], keys: Sequence[Key]) -> list[Estimate]:
    found = []
    for standing, key in zip(standings, keys, strict=True):
        if standing:
            low, high = interval(standing)
            found.append(Estimate(low, standing.mu, high, series=key.series))
    return found


def _cells(arena: str, axis: AxisComparison) -> list[Cell]:
    name = Cell(axis_name(axis.axis), f"/arenas/{arena}{axis_query(axis.axis)}")
    return [name, *(Cell(_written(standing)) for standing in axis.standings)]


def _written(standing: Standing | None) -> str:
    if standing is None:
        return _FEW
    reach = interval(standing)[1] - standing.mu
    return f"{number(standing.score)} (rating {number(standing.mu)} ± {number(reach)})"
