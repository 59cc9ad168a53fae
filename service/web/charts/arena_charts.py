"""Charts of an arena: the leaderboard with its intervals, and how the scores came about."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import Field

from service.arena.boards import boards, history
from service.arena.boards.boards import Board
from service.arena.catalog.resolving import axis_of
from service.http.deps import Services, reader
from service.http.schemas.base import Text
from service.web.charts.figures import DaySeries, DayValue, Interval, Intervals, Lines
from service.web.charts.responses import ChartQuery, chart
from service.web.page_route import PageRoute
from service.web.pages.board_views import shown_order, title

router = APIRouter(
    prefix="/charts/{arena}", route_class=PageRoute, include_in_schema=False, dependencies=[Depends(reader)]
)

MOST_ROWS = 40
MOST_SERIES = 10
# More points than a line of this width can show are left out.
MOST_POINTS = 150


class AxisChartQuery(ChartQuery):
    """Of which axis, in which order, with or without retired models."""

    theme: Annotated[str | None, Text, Field(max_length=200)] = None
    language: Annotated[str | None, Text, Field(max_length=100)] = None
    retired: bool = True
    order: Literal["score", "likely"] = "score"


@router.get("/leaderboard.svg")
@router.get("/leaderboard.png")
async def leaderboard(
    request: Request, arena: str, query: Annotated[AxisChartQuery, Query()], services: Services
) -> Response:
    """Return the first of a board with their intervals."""

    async def gather() -> Intervals:
        axis = axis_of(query.theme, query.language)
        board = await boards.leaderboard(services, arena, axis, retired=query.retired, order=query.order)
        named = f"{board.arena.name}: {title(board.axis)}"
        by_score = shown_order(board) == boards.ORDERS[0]
        unit = (
            "● score   | rating   bar: rating ± 3 × uncertainty"
            if by_score
            else "| likely   bar: 95 % interval"
        )
        return Intervals(named, unit, interval_rows(board), dots=by_score)

    return await chart(request, arena, query, gather)


@router.get("/history.svg")
@router.get("/history.png")
async def quality(
    request: Request, arena: str, query: Annotated[AxisChartQuery, Query()], services: Services
) -> Response:
    """Return the scores of the first of a board at the end of each day."""

    async def gather() -> Lines:
        axis = axis_of(query.theme, query.language)
        board = await boards.leaderboard(services, arena, axis, retired=query.retired, order=query.order)
        first = [entry.standing.model for entry in board.ranked[:MOST_SERIES]]
        _, found = await services.database.read(history.histories, arena, axis)
        by_model = {series.model: series for series in found}
        series = [DaySeries(by_model[model].name, _points(by_model[model])) for model in first]
        return Lines(f"{board.arena.name}: score by day", "score", series)

    return await chart(request, arena, query, gather)


def interval_rows(board: Board) -> list[Interval]:
    """Return the first of a board with the interval of what they are ordered by.

    By score, that is the score, the rating and as much above it. Models without a pooled rating are left out.
    """
    first = board.ranked[:MOST_ROWS]
    if shown_order(board) == boards.ORDERS[0]:
        return [Interval(e.facts.name, e.standing.score, e.standing.mu, e.standing.upper) for e in first]
    return [Interval(e.facts.name, e.likely.low, e.likely.rating, e.likely.high) for e in first if e.likely]


def _points(series: history.ModelHistory) -> list[DayValue]:
    """Return as many points as show a line's course, the newest among them."""
    step = -(-len(series.points) // MOST_POINTS)
    chosen = series.points[::-1][:: max(1, step)][::-1]
    return [DayValue(p.day, p.standing.score) for p in chosen]
