"""Routes of leaderboards: leaderboard, axes, head-to-head counts, history. Cached once per revision."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from service.api.schemas.boards import (
    AxesOut,
    AxisQuery,
    BoardQuery,
    HistoryOut,
    HistoryQuery,
    LeaderboardOut,
)
from service.api.schemas.head_to_head import HeadToHeadOut
from service.api.schemas.tables import axes_frame, board_frame, history_frame, meetings_frame
from service.arena.boards import axes, boards, head_to_head, history
from service.arena.boards.at_least import reach
from service.arena.boards.axes import AxisOverview
from service.arena.boards.boards import Board
from service.arena.boards.point_in_time import parse_at
from service.arena.catalog.resolving import axis_of
from service.domain.arenas import Arena
from service.http.deps import Services, reader
from service.http.schemas.tables import TableQuery
from service.http.tables.answers import Asked, View, answer_read

router = APIRouter(prefix="/api/v1/arenas/{arena}", tags=["reading"], dependencies=[Depends(reader)])


@router.get("/leaderboard", response_model=LeaderboardOut)
async def get_leaderboard(
    request: Request, arena: str, query: Annotated[BoardQuery, Query()], services: Services
) -> Response:
    """Return the leaderboard of an axis, ordered by score or by pooled rating."""

    async def read() -> Board:
        return await boards.leaderboard(
            services,
            arena,
            axis_of(query.theme, query.language),
            query.min_votes,
            parse_at(query.at),
            retired=query.retired,
            order=query.order,
        )

    if query.at_least is not None:
        await reach(services, arena, query.at_least)
    view = View(f"{arena}-leaderboard", LeaderboardOut.of, board_frame)
    return await answer_read(Asked.of(request, query), arena, read, view)


@router.get("/axes", response_model=AxesOut)
async def list_axes(
    request: Request, arena: str, query: Annotated[TableQuery, Query()], services: Services
) -> Response:
    """Return every axis with votes: its votes, the number of ranked models, and the first one by score."""

    async def read() -> AxesOut:
        found: tuple[Arena, list[AxisOverview]] = await services.database.read(
            axes.overview, arena, services.boards.refits
        )
        return AxesOut.of(*found)

    view = View(f"{arena}-axes", lambda out: out, axes_frame)
    return await answer_read(Asked.of(request, query), arena, read, view)


@router.get("/head-to-head", response_model=HeadToHeadOut)
async def get_head_to_head(
    request: Request, arena: str, query: Annotated[AxisQuery, Query()], services: Services
) -> Response:
    """Return the counts and the win rate of every pair with votes on an axis."""

    async def read() -> HeadToHeadOut:
        axis = axis_of(query.theme, query.language)
        stored, pairs = await services.database.read(head_to_head.pairs, arena, axis)
        return HeadToHeadOut.of(stored, axis, pairs)

    view = View(f"{arena}-head-to-head", lambda out: out, meetings_frame)
    return await answer_read(Asked.of(request, query), arena, read, view)


@router.get("/history", response_model=HistoryOut)
async def get_history(
    request: Request, arena: str, query: Annotated[HistoryQuery, Query()], services: Services
) -> Response:
    """Return the history: ratings at the end of every day on which they changed."""

    async def read() -> HistoryOut:
        axis = axis_of(query.theme, query.language)
        stored, series = await services.database.read(history.histories, arena, axis, query.model)
        return HistoryOut.of(stored, axis, series)

    view = View(f"{arena}-history", lambda out: out, history_frame)
    return await answer_read(Asked.of(request, query), arena, read, view)
