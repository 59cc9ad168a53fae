"""A voter's own board."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse

from service.api.schemas.voters import OwnBoardOut, OwnBoardQuery
from service.arena.votes.own import board
from service.http.deps import Services, visitor

router = APIRouter(prefix="/api/v1/voters", tags=["voting"])


@router.get("/me/leaderboard", response_model=OwnBoardOut)
async def leaderboard(
    request: Request, query: Annotated[OwnBoardQuery, Query()], services: Services
) -> JSONResponse:
    """Return the board that the votes of this browser alone make of an arena, from ten votes on."""
    found = await services.database.read(board, visitor(request).voter, query.arena)
    return JSONResponse(OwnBoardOut.of(found).model_dump(), headers={"Cache-Control": "private, no-store"})
