"""Pictures as people see them: before the vote under a blind address, afterwards by their hash.

Two bare ASGI routes, since a voter asks for two of them at every matchup; and before the framework a lane for
those that are in memory. What they send says nothing of its
origin: no ETag, no date, no name, one type, and the same length for both sides of a matchup.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from service.arena.images.renditions import public_copy
from service.arena.services import Services
from service.arena.voting.blind_urls import PREFIX, open_blind, peek
from service.domain.images import COPY_TYPE

Find = Callable[[Services, str], Awaitable[tuple[bytes, int]]]

# As long as a voter looks at a matchup, and no shared cache.
_BLIND = b"private, max-age=600"
_PUBLIC = b"public, max-age=31536000, immutable"
_TYPE = COPY_TYPE.encode()
_NAME = "name"


class Pictures:
    """An ASGI application that sends the picture a request's path names after a prefix.

    ``path`` is the template under which its requests are counted.
    """

    def __init__(self, prefix: str, find: Find, cache: bytes) -> None:
        self.path = f"{prefix}{{{_NAME}}}"
        self._find = find
        self._cache = cache

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI
        """Send it."""
        scope["route"] = self  # the framework notes only routes of its own kind
        data, length = await self._find(scope["app"].state.services, scope["path_params"][_NAME])
        await _send(send, data, length, self._cache)


class BlindImageMiddleware:
    """Sends a blind picture that is in memory; everything else goes on to the application.

    ``services`` gives the program's parts, once they are open.
    """

    def __init__(self, app: ASGIApp, services: Callable[[], Services]) -> None:
        self._app = app
        self._services = services

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "http" and scope["method"] == "GET" and scope["path"].startswith(PREFIX):
            found = peek(self._services(), scope["path"][len(PREFIX) :])
            if found is not None:
                scope["route"] = _BLIND_PICTURES
                await _send(send, *found, _BLIND)
                return
        await self._app(scope, receive, send)


async def _send(send: Send, data: bytes, length: int, cache: bytes) -> None:
    """Send a picture; zeros make up for what it lacks of its length."""
    headers = [(b"content-type", _TYPE), (b"cache-control", cache), (b"content-length", b"%d" % length)]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    missing = length - len(data)
    await send({"type": "http.response.body", "body": data, "more_body": missing > 0})
    if missing > 0:
        await send({"type": "http.response.body", "body": bytes(missing)})


async def _public(services: Services, name: str) -> tuple[bytes, int]:
    data = await public_copy(services, name)
    return data, len(data)


_BLIND_PICTURES = Pictures(PREFIX, open_blind, _BLIND)

ROUTES: tuple[BaseRoute, ...] = tuple(
    Route(pictures.path, pictures, methods=["GET"])
    for pictures in (_BLIND_PICTURES, Pictures("/images/", _public, _PUBLIC))
)
