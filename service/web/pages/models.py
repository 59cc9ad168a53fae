"""The page of a model."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Depends, Request, Response
from fastapi import Query as FastApiQuery
from fastapi.responses import RedirectResponse
from pydantic import Field

from service.arena.models.page import model_page
from service.domain.arenas import EVERY_ARENA
from service.http.deps import Services, origin_of, reader
from service.http.response_cache import Content
from service.http.responses import answer
from service.http.schemas.base import Query, Text
from service.web.page_route import PageRoute
from service.web.pages.model_views import model_view
from service.web.rendering import GRACE_SECONDS, prepared

router = APIRouter(route_class=PageRoute, include_in_schema=False)

_MOVED = 301


class _MovedError(Exception):
    """The model has another slug now."""

    def __init__(self, slug: str) -> None:
        super().__init__(slug)
        self.slug = slug


class ModelPageQuery(Query):
    """What of a model's page can be chosen: the theme of the examples."""

    theme: Annotated[str | None, Text, Field(max_length=200)] = None


@router.get("/models/{model}", dependencies=[Depends(reader)])
async def show_model(
    request: Request, model: str, query: Annotated[ModelPageQuery, FastApiQuery()], services: Services
) -> Response:
    """Return the page of a model; at a slug that it had before, the way to its page."""

    async def produce() -> Content:
        page = await model_page(services, model, theme=query.theme or None)
        if page.model.slug != model:
            raise _MovedError(page.model.slug)
        view = model_view(page, origin_of(request))
        return prepared(request, services, "models/model.html", view, grace=GRACE_SECONDS)

    try:
        return await answer(request, EVERY_ARENA, produce)
    except _MovedError as moved:
        # Not to be kept: a model may get a slug back.
        return RedirectResponse(f"/models/{quote(moved.slug)}", _MOVED, {"Cache-Control": "no-cache"})
