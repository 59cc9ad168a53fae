"""Reading routes: leaderboard, axes, head-to-head, history. Prepared once a revision, served as bytes."""

from __future__ import annotations

import json
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import Response

from service.api import board_shapes as shapes
from service.api.board_schemas import (
    AxesOut,
    AxisQuery,
    BoardQuery,
    HeadToHeadOut,
    HistoryOut,
    HistoryQuery,
    LeaderboardOut,
)
from service.api.deps import Services, no_query, reader
from service.api.prepared import Content, Prepared, PreparedAnswers, Produce
from service.arena import axes, boards, head_to_head, history, logs
from service.arena.arenas import method_version
from service.arena.lookups import axis_of
from service.arena.past import parse_at

router = APIRouter(prefix="/api/v1/arenas/{arena}", tags=["reading"], dependencies=[Depends(reader)])


class PreparedResponse(Response):
    """A prepared answer as a response of the framework; it sends itself, conditionally and compressed."""

    def __init__(self, prepared: Prepared) -> None:
        super().__init__()
        self.prepared = prepared

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:  # noqa: ARG002 - ASGI
        """Send it."""
        await self.prepared.send(scope, send)


async def answer(request: Request, arena: str, produce: Produce) -> Response:
    """What `produce` gives for this path and query, made at most once for each revision of the arena."""
    answers: PreparedAnswers = request.app.state.prepared
    key = (request.scope["path"], request.scope["query_string"])
    return PreparedResponse(await answers.make(key, arena, produce))


@router.get("/leaderboard", response_model=LeaderboardOut)
async def leaderboard(
    request: Request, arena: str, query: Annotated[BoardQuery, Query()], services: Services
) -> Response:
    """The ranking of the models on an axis, by the conservative score."""

    async def produce() -> Content:
        axis = axis_of(query.theme, query.language)
        board = await boards.leaderboard(services, arena, axis, query.min_votes, parse_at(query.at))
        shaped = shapes.board(board)
        if query.format == "json":
            return content(services, shaped)
        body = logs.encode(shapes.flat(shaped["rows"]), query.format, shapes.TABLE)
        name = f"{arena}-leaderboard.{query.format}"
        return Content(body, logs.MEDIA_TYPES[query.format], not services.settings.public_reads, name)

    return await answer(request, arena, produce)


def content(services: Services, value: Any) -> Content:
    """A value as JSON."""
    body = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode()
    return Content(body, "application/json", not services.settings.public_reads)


@router.get("/axes", response_model=AxesOut, dependencies=[Depends(no_query)])
async def list_axes(request: Request, arena: str, services: Services) -> Response:
    """Every axis with votes: how many, how many models it ranks, and who leads."""

    async def produce() -> Content:
        found, items = await services.database.read(axes.overview, arena)
        shaped = [shapes.overview(item) for item in items]
        return content(services, {"arena": arena, "revision": found.revision, "items": shaped})

    return await answer(request, arena, produce)


@router.get("/head-to-head", response_model=HeadToHeadOut)
async def meetings(
    request: Request, arena: str, query: Annotated[AxisQuery, Query()], services: Services
) -> Response:
    """The counts and the win rate of every pair that met on an axis."""

    async def produce() -> Content:
        axis = axis_of(query.theme, query.language)
        found, items = await services.database.read(head_to_head.meetings, arena, axis)
        head = {"arena": arena, "axis": shapes.axis(axis), "revision": found.revision}
        return content(services, {**head, "items": [shapes.meeting(item) for item in items]})

    return await answer(request, arena, produce)


@router.get("/history", response_model=HistoryOut)
async def quality(
    request: Request, arena: str, query: Annotated[HistoryQuery, Query()], services: Services
) -> Response:
    """The quality tracker: ratings at the end of every day on which they changed."""

    async def produce() -> Content:
        axis = axis_of(query.theme, query.language)
        found, items = await services.database.read(history.series, arena, axis, query.model)
        head = {"arena": arena, "axis": shapes.axis(axis), "revision": found.revision}
        made = {"method_version": method_version(found), "series": [shapes.series(i) for i in items]}
        return content(services, {**head, **made})

    return await answer(request, arena, produce)
