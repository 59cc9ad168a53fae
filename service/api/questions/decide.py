"""Which model to buy: the cheapest one that is not worse than another by more than a margin."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from service.api.responses import content
from service.api.schemas.decisions import DecisionOut, DecisionQuery
from service.arena.queries.decide import decide
from service.http.deps import Services, reader
from service.http.response_cache import Content
from service.http.responses import answer

router = APIRouter(prefix="/api/v1/decide", tags=["reading"], dependencies=[Depends(reader)])


@router.get("", response_model=DecisionOut)
async def decide_model(
    request: Request, query: Annotated[DecisionQuery, Query()], services: Services
) -> Response:
    """Return the cheapest model that is decided not to be worse than another by more than a margin.

    The evidence is every model that was asked about, with its difference, its bounds, its price and why it is
    or is not chosen.
    """
    question = query.question()

    async def produce() -> Content:
        return content(services, DecisionOut.of(await decide(services, question)))

    return await answer(request, question.arena, produce)
