"""The page of a model."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request, Response

from service.arena.models.page import model_page
from service.domain.arenas import EVERY_ARENA
from service.http.deps import Services, no_query, reader
from service.http.response_cache import Content
from service.http.responses import answer
from service.web.pages.model_views import model_view
from service.web.rendering import GRACE_SECONDS, prepared

router = APIRouter(include_in_schema=False)


@router.get("/models/{model}", dependencies=[Depends(reader), Depends(no_query)])
async def show_model(request: Request, model: str, services: Services) -> Response:
    """Return the page of a model."""

    async def produce() -> Content:
        page = await model_page(services, model)
        view = model_view(page, services.settings.public_url)
        return prepared(request, services, "model.html", view, grace=GRACE_SECONDS)

    return await answer(request, EVERY_ARENA, produce)
