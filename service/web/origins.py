"""Pages with code to copy: they name the address at which their reader reaches the service."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace

from fastapi import Request, Response

from service.http.deps import origin_of, services_of
from service.http.response_cache import Content
from service.http.responses import answer

Producer = Callable[[str], Awaitable[Content]]


async def answer_at_origin(request: Request, arena: str, produce: Producer) -> Response:
    """Return what ``produce`` makes for the origin of the request, called once per revision and origin.

    Without `ARENA_PUBLIC_URL` the origin is what the client sent as its Host. It is a part of the cache's key
    then, and shared caches must not keep the page, so that nobody gets one with the Host of somebody else.
    """
    origin = origin_of(request)
    if services_of(request).settings.public_url:
        return await answer(request, arena, lambda: produce(origin))

    async def produce_private() -> Content:
        return replace(await produce(origin), private=True)

    return await answer(request, arena, produce_private, b"#" + origin.encode())
