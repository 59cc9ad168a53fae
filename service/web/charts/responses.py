"""Charts over HTTP: SVG at URLs that pages and other sites put into an ``img``, and PNG for slides."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated
from urllib.parse import urlencode

from fastapi import Request, Response
from pydantic import Field

from service.http.deps import services_of
from service.http.response_cache import Content, ResponseCache
from service.http.responses import SendCached
from service.http.schemas.base import Query
from service.web.charts.figure import Figure, file
from service.web.charts.raster import Rasterizer
from service.web.charts.theme import THEMES, Mode

MEDIA_TYPE = "image/svg+xml"

# A drawing takes some milliseconds, and thousands of votes a second would each ask for another.
GRACE_SECONDS = 2.0

# A PNG takes a process of its own, a third of a second long, and is made for slides, not for a live page.
PNG_GRACE_SECONDS = 60.0
PNG_ZOOM = 2


class ChartQuery(Query):
    """How a chart looks. ``revision`` changes nothing in it: a new one makes browsers ask again."""

    mode: Mode = "light"
    revision: Annotated[int | None, Field(ge=0)] = None


async def chart(
    request: Request, arena: str, query: ChartQuery, gather: Callable[[], Awaitable[Figure]]
) -> Response:
    """Return the figure that ``gather`` reads, drawn at most once for each revision of the arena.

    It is SVG, or at a URL that ends in ``.png``, PNG of twice the size.
    """
    services = services_of(request)
    cache: ResponseCache = request.app.state.response_cache

    async def produce() -> Content:
        body = file(await gather(), THEMES[query.mode])
        private = not services.settings.public_reads
        if not request.scope["path"].endswith(".png"):
            return Content(body, MEDIA_TYPE, private, grace=GRACE_SECONDS)
        rasterizer: Rasterizer = request.app.state.rasterizer
        png = await rasterizer.png(body.decode(), PNG_ZOOM)
        return Content(png, "image/png", private, grace=PNG_GRACE_SECONDS)

    asked = query.model_dump(exclude={"revision"}, exclude_none=True)
    key = (request.scope["path"], urlencode(sorted(asked.items())).encode())
    return SendCached(await cache.get_or_make(key, arena, produce))
