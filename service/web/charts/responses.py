"""Charts over HTTP: SVG under addresses that pages and other sites put into an ``img``."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Annotated, Any, NamedTuple
from urllib.parse import urlencode

from fastapi import Request, Response
from pydantic import Field

from service.http.deps import services_of
from service.http.response_cache import Content, ResponseCache
from service.http.responses import SendCached
from service.http.schemas.base import Query
from service.web.charts.drawing import Drawings
from service.web.charts.theme import Mode

MEDIA_TYPE = "image/svg+xml"

# A drawing takes 50 ms of a processor, and thousands of votes a second would each ask for another.
GRACE_SECONDS = 2.0


class ChartQuery(Query):
    """How a chart looks. ``revision`` says nothing: a new one makes browsers ask anew."""

    mode: Mode = "light"
    revision: Annotated[int | None, Field(ge=0)] = None


class Picture(NamedTuple):
    """What to draw: a figure of `service.web.charts.figures` and its data."""

    figure: str
    data: dict[str, Any]


async def chart(
    request: Request, arena: str, query: ChartQuery, gather: Callable[[], Awaitable[Picture]]
) -> Response:
    """Return the drawing of what `gather` gives, made at most once for each revision of the arena."""
    services = services_of(request)
    cache: ResponseCache = request.app.state.response_cache
    drawings: Drawings = request.app.state.drawings

    async def produce() -> Content:
        picture = await gather()
        body = await drawings.svg(*picture, query.mode)
        return Content(body, MEDIA_TYPE, not services.settings.public_reads, grace=GRACE_SECONDS)

    asked = query.model_dump(exclude={"revision"}, exclude_none=True)
    key = (request.scope["path"], urlencode(sorted(asked.items())).encode())
    return SendCached(await cache.get_or_make(key, arena, produce))
