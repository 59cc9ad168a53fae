"""Models side by side, over HTTP."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Query, Request, Response

from service.api.responses import content
from service.api.schemas.comparisons import ComparisonOut
from service.arena.models.comparisons import compare
from service.domain.arenas import EVERY_ARENA
from service.http.comparisons import ComparisonQuery
from service.http.deps import Services, reader
from service.http.response_cache import Content
from service.http.responses import answer

router = APIRouter(prefix="/api/v1/compare", tags=["reading"], dependencies=[Depends(reader)])


@router.get("", response_model=ComparisonOut)
async def compare_models(
    request: Request, query: Annotated[ComparisonQuery, Query()], services: Services
) -> Response:
    """Compare two to four models: their head-to-head votes, and the axes and prompts on which they differ."""

    async def produce() -> Content:
        return content(services, ComparisonOut.of(await compare(services, query.slugs())))

    return await answer(request, EVERY_ARENA, produce)
