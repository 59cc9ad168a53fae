"""A voter's own leaderboard."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from service.api.responses import show_private
from service.api.schemas.voters import OwnBoardOut, OwnBoardQuery
from service.arena.votes.own import board
from service.http.deps import Services, visitor

router = APIRouter(prefix="/api/v1/voters", tags=["voting"])


@router.get("/me/leaderboard", response_model=OwnBoardOut)
async def get_own_leaderboard(
    request: Request, query: Annotated[OwnBoardQuery, Query()], services: Services
) -> Response:
    """Return the leaderboard of an arena based only on this browser's votes. It needs ten votes."""
    own = await services.database.read(board, visitor(request).voter, query.arena)
    return show_private(OwnBoardOut.of(own))
