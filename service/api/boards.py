"""Routes of leaderboards: leaderboard, axes, head-to-head counts, history. Cached once per revision."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from service.api.responses import content
from service.api.schemas.boards import (
    AxesOut,
    AxisQuery,
    BoardQuery,
    HistoryOut,
    HistoryQuery,
    LeaderboardOut,
)
from service.api.schemas.head_to_head import HeadToHeadOut
from service.arena.boards import axes, boards, columns, head_to_head, history
from service.arena.boards.at_least import reach
from service.arena.boards.point_in_time import parse_at
from service.arena.catalog.resolving import axis_of
from service.arena.votes import log
from service.http.deps import Services, no_query, reader
from service.http.response_cache import Content
from service.http.responses import answer

router = APIRouter(prefix="/api/v1/arenas/{arena}", tags=["reading"], dependencies=[Depends(reader)])


@router.get("/leaderboard", response_model=LeaderboardOut)
async def get_leaderboard(
    request: Request, arena: str, query: Annotated[BoardQuery, Query()], services: Services
) -> Response:
    """Return the leaderboard of an axis, ordered by score or by pooled rating."""

    async def produce() -> Content:
        axis = axis_of(query.theme, query.language)
        board = await boards.leaderboard(
            services,
            arena,
            axis,
            query.min_votes,
            parse_at(query.at),
            retired=query.retired,
            order=query.order,
        )
        if query.format == "json":
            return content(services, LeaderboardOut.of(board))
        body = log.encode(columns.table(board), query.format, columns.NAMES, columns.NULLABLE)
        name = f"{arena}-leaderboard.{query.format}"
        return Content(body, log.MEDIA_TYPES[query.format], not services.settings.public_reads, name)

    if query.at_least is not None:
        await reach(services, arena, query.at_least)
    return await answer(request, arena, produce)


@router.get("/axes", response_model=AxesOut, dependencies=[Depends(no_query)])
async def list_axes(request: Request, arena: str, services: Services) -> Response:
    """Return every axis with votes: its votes, the number of ranked models, and the first one by score."""

    async def produce() -> Content:
        return content(
            services, AxesOut.of(*await services.database.read(axes.overview, arena, services.boards.refits))
        )

    return await answer(request, arena, produce)


@router.get("/head-to-head", response_model=HeadToHeadOut)
async def get_head_to_head(
    request: Request, arena: str, query: Annotated[AxisQuery, Query()], services: Services
) -> Response:
    """Return the counts and the win rate of every pair with votes on an axis."""

    async def produce() -> Content:
        axis = axis_of(query.theme, query.language)
        stored, pairs = await services.database.read(head_to_head.pairs, arena, axis)
        return content(services, HeadToHeadOut.of(stored, axis, pairs))

    return await answer(request, arena, produce)


@router.get("/history", response_model=HistoryOut)
async def get_history(
    request: Request, arena: str, query: Annotated[HistoryQuery, Query()], services: Services
) -> Response:
    """Return the history: ratings at the end of every day on which they changed."""

    async def produce() -> Content:
        axis = axis_of(query.theme, query.language)
        stored, series = await services.database.read(history.histories, arena, axis, query.model)
        return content(services, HistoryOut.of(stored, axis, series))

    return await answer(request, arena, produce)
