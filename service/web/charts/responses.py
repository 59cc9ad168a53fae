"""Charts over HTTP: SVG at URLs that pages and other sites put into an ``img``."""

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
from service.web.charts.figures import Figure
from service.web.charts.theme import THEMES, Mode

MEDIA_TYPE = "image/svg+xml"

# A drawing takes some milliseconds, and thousands of votes a second would each ask for another.
GRACE_SECONDS = 2.0


class ChartQuery(Query):
    """How a chart looks. ``revision`` changes nothing in it: a new one makes browsers ask again."""

    mode: Mode = "light"
    revision: Annotated[int | None, Field(ge=0)] = None


async def chart(
    request: Request, arena: str, query: ChartQuery, gather: Callable[[], Awaitable[Figure]]
) -> Response:
    """Return the figure that ``gather`` reads, drawn at most once for each revision of the arena."""
    services = services_of(request)
    cache: ResponseCache = request.app.state.response_cache

    async def produce() -> Content:
        body = (await gather()).svg(THEMES[query.mode])
        return Content(body, MEDIA_TYPE, not services.settings.public_reads, grace=GRACE_SECONDS)

    asked = query.model_dump(exclude={"revision"}, exclude_none=True)
    key = (request.scope["path"], urlencode(sorted(asked.items())).encode())
    return SendCached(await cache.get_or_make(key, arena, produce))
