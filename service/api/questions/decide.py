"""Which model to buy: the cheapest one that is not worse than another by more than a margin."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from service.api.schemas.answer_tables import decision_frame
from service.api.schemas.decisions import DecisionOut, DecisionQuery
from service.arena.queries.decide import decide
from service.http.deps import Services, reader
from service.http.tables.answers import Asked, View, answer_read

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

    async def read() -> DecisionOut:
        return DecisionOut.of(await decide(services, question))

    view = View("decision", lambda out: out, decision_frame)
    return await answer_read(Asked.of(request, query), question.arena, read, view)
