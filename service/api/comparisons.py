"""Models side by side, over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from service.api import comparison_shapes
from service.api.answers import content
from service.api.comparison_schemas import ComparisonOut
from service.arena.comparisons import compare
from service.http.answers import answer
from service.http.comparisons import ComparisonQuery
from service.http.deps import Services, reader
from service.http.prepared import EVERY_ARENA, Content

router = APIRouter(prefix="/api/v1/compare", tags=["reading"], dependencies=[Depends(reader)])


@router.get("", response_model=ComparisonOut)
async def compare_models(
    request: Request, query: Annotated[ComparisonQuery, Query()], services: Services
) -> Response:
    """Two to four models: how they did against each other, and on which axes and prompts they differ."""

    async def produce() -> Content:
        return content(services, comparison_shapes.comparison(await compare(services, query.slugs())))

    return await answer(request, EVERY_ARENA, produce)
