"""Pictures as people see them: before the vote under a blind address, afterwards by their hash.

Two bare ASGI routes, since a voter asks for two of them at every matchup. What they send says nothing of its
origin: no ETag, no date, no name, one type, and the same length for both sides of a matchup.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from service.arena.blind import PREFIX, open_blind
from service.arena.copies import public_copy
from service.arena.services import Services
from service.domain.images import COPY_TYPE

Find = Callable[[Services, str], Awaitable[tuple[bytes, int]]]

# As long as a voter looks at a matchup, and no shared cache.
_BLIND = b"private, max-age=600"
_PUBLIC = b"public, max-age=31536000, immutable"
_NAME = "name"


class Pictures:
    """An ASGI application that sends the picture a request's path names."""

    def __init__(self, find: Find, cache: bytes) -> None:
        self._find = find
        self._headers = [(b"content-type", COPY_TYPE.encode()), (b"cache-control", cache)]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI
        """Send it; zeros make up for what it lacks of its length."""
        data, length = await self._find(scope["app"].state.services, scope["path_params"][_NAME])
        headers = [*self._headers, (b"content-length", b"%d" % length)]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        missing = length - len(data)
        await send({"type": "http.response.body", "body": data, "more_body": missing > 0})
        if missing > 0:
            await send({"type": "http.response.body", "body": bytes(missing)})


async def _public(services: Services, name: str) -> tuple[bytes, int]:
    data = await public_copy(services, name)
    return data, len(data)


ROUTES: tuple[BaseRoute, ...] = (
    Route(f"{PREFIX}{{{_NAME}}}", Pictures(open_blind, _BLIND), methods=["GET"]),
    Route(f"/images/{{{_NAME}}}", Pictures(_public, _PUBLIC), methods=["GET"]),
)
