"""Answers of routes that are prepared: made at most once a revision, and sent as bytes."""

from __future__ import annotations

from typing import Any

from fastapi import Request, Response

from service.http.response_cache import CachedResponse, Produce, ResponseCache


class SendCached(Response):
    """A prepared answer as a response of the framework; it sends itself, conditionally and compressed."""

    def __init__(self, prepared: CachedResponse) -> None:
        super().__init__()
        self.prepared = prepared

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:  # noqa: ARG002 - ASGI
        """Send it."""
        await self.prepared.send(scope, send)


async def answer(request: Request, arena: str, produce: Produce) -> Response:
    """What `produce` gives for this path and query, made at most once for each revision of the arena."""
    answers: ResponseCache = request.app.state.prepared
    key = (request.scope["path"], request.scope["query_string"])
    return SendCached(await answers.make(key, arena, produce))
