"""Charts of an arena as files: the leaderboard with its intervals, its history, and price vs. score."""

from __future__ import annotations

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import Field

from service.arena.boards import boards, history
from service.arena.boards.boards import Board
from service.arena.boards.price import price_scores
from service.arena.catalog.resolving import axis_of
from service.http.deps import Services, reader
from service.http.schemas.base import Text
from service.web.charts.boards import board_figure, history_figure
from service.web.charts.bubbles import Bubbles
from service.web.charts.dots import DotPlot
from service.web.charts.lines import Lines
from service.web.charts.prices import price_figure
from service.web.charts.responses import ChartQuery, chart
from service.web.page_route import PageRoute

router = APIRouter(
    prefix="/charts/{arena}", route_class=PageRoute, include_in_schema=False, dependencies=[Depends(reader)]
)


class AxisChartQuery(ChartQuery):
    """Of which axis, in which order, with or without retired models."""

    theme: Annotated[str | None, Text, Field(max_length=200)] = None
    language: Annotated[str | None, Text, Field(max_length=100)] = None
    retired: bool = True
    order: Literal["score", "likely"] = "score"

    async def board(self, services: Services, arena: str) -> Board:
        """Return the leaderboard that the chart is of."""
        axis = axis_of(self.theme, self.language)
        return await boards.leaderboard(services, arena, axis, retired=self.retired, order=self.order)


@router.get("/leaderboard.svg")
@router.get("/leaderboard.png")
async def leaderboard(
    request: Request, arena: str, query: Annotated[AxisChartQuery, Query()], services: Services
) -> Response:
    """Return the first of a leaderboard with their intervals."""

    async def gather() -> DotPlot:
        return board_figure(await query.board(services, arena))

    return await chart(request, arena, query, gather)


@router.get("/history.svg")
@router.get("/history.png")
async def quality(
    request: Request, arena: str, query: Annotated[AxisChartQuery, Query()], services: Services
) -> Response:
    """Return the scores of the first of a leaderboard at the end of each day."""

    async def gather() -> Lines:
        board = await query.board(services, arena)
        _, found = await services.database.read(history.histories, arena, board.axis)
        return history_figure(board, found)

    return await chart(request, arena, query, gather)


@router.get("/prices.svg")
@router.get("/prices.png")
async def prices(
    request: Request, arena: str, query: Annotated[AxisChartQuery, Query()], services: Services
) -> Response:
    """Return price vs. score, with the speed of each model."""

    async def gather() -> Bubbles:
        return price_figure(price_scores(await query.board(services, arena)))

    return await chart(request, arena, query, gather)
