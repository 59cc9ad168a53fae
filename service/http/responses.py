"""Responses that are built at most once per revision and sent as bytes."""

from __future__ import annotations

from fastapi import Request, Response
from starlette.types import Receive, Scope, Send

from service.http.response_cache import CachedResponse, Producer, ResponseCache

PER_ORIGIN = "arena.origin"
"""The key in a request's scope for the base URL that its response contains, in bytes.

Each origin has responses of its own then, and shared caches keep none of them.
"""


class SendCached(Response):
    """A framework response that sends a cached one: compressed where possible, or as a 304."""

    def __init__(self, cached: CachedResponse) -> None:
        super().__init__()
        self._cached = cached

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI
        """Send the cached response."""
        await self._cached.send(scope, send)


async def answer(request: Request, arena: str, produce: Producer, variant: bytes = b"") -> Response:
    """Return what `produce` makes for this path and query, called at most once per revision of the arena.

    ``variant`` tells apart what a URL has beside the response that `CacheMiddleware` finds.
    """
    cache: ResponseCache = request.app.state.response_cache
    if origin := request.scope.get(PER_ORIGIN):
        variant += b"\n" + origin
    key = (request.scope["path"], request.scope["query_string"] + variant)
    return SendCached(await cache.get_or_make(key, arena, produce))
