"""A voter's own board."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse

from service.api.board_shapes import numbers
from service.api.schemas.voters import OwnBoardOut, OwnBoardQuery
from service.arena.votes.own import OwnBoard, board
from service.http.deps import Services, visitor

router = APIRouter(prefix="/api/v1/voters", tags=["voting"])


@router.get("/me/leaderboard", response_model=OwnBoardOut)
async def leaderboard(
    request: Request, query: Annotated[OwnBoardQuery, Query()], services: Services
) -> JSONResponse:
    """Return the board that the votes of this browser alone make of an arena, from ten votes on."""
    found = await services.database.read(board, visitor(request).voter, query.arena)
    return JSONResponse(_board(found), headers={"Cache-Control": "private, no-store"})


def _board(found: OwnBoard) -> dict[str, Any]:
    rows = [
        {
            "rank": rank,
            "model": standing.model,
            "name": found.names[standing.model],
            **numbers(standing),
            "win_rate": standing.win_rate,
        }
        for rank, standing in found.rows
    ]
    return {"arena": found.arena.slug, "votes": found.votes, "needs": found.needs, "rows": rows}
