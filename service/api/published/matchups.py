"""Matchups that were answered: what was shown, and what was chosen."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from service.api.schemas.matchups import AnsweredPageOut
from service.api.schemas.votes import LogQuery
from service.arena.voting.answered import parts_of, read_part, typed
from service.http.deps import Services, reader
from service.http.response_cache import Content
from service.http.responses import answer
from service.http.tables.answers import Asked, answer_complete, next_link
from service.http.tables.negotiation import JSON

router = APIRouter(prefix="/api/v1/arenas/{arena}", tags=["reading"], dependencies=[Depends(reader)])


@router.get("/matchups", response_model=AnsweredPageOut)
async def list_matchups(
    request: Request, arena: str, query: Annotated[LogQuery, Query()], services: Services
) -> Response:
    """List the matchups that were voted on, in the order of the votes.

    Matchups that are open, were skipped or expired are not in it. A table without `limit` has all of them.
    """
    asked = Asked.of(request, query)
    name, after = f"{arena}-matchups", query.after_position
    if asked.kind != JSON and asked.complete:
        return await answer_complete(asked, services, arena, name, parts_of(arena, after))

    async def produce() -> Content:
        part = await services.database.read(read_part, arena, after, query.limit)
        link = next_link(request, {"after_position": part.last_position}) if part.more else ""
        if asked.kind != JSON:
            return asked.table(typed(part.frame), name, link)
        return asked.content(AnsweredPageOut.of(part.frame, part.last_position).to_json(), name, link)

    return await answer(request, arena, produce, asked.variant)
