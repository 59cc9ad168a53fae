"""Image files as people see them: under a blind URL before the vote, by their hash afterwards.

Both routes are plain ASGI, because a voter loads two images for every matchup. Their responses reveal
nothing about an image's origin: no ETag, no date, no name, one type, and the same length for both sides of
a matchup. A receipt comes with a blind image: it proves at the vote that the image was sent.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from service.arena.images.renditions import public_copy
from service.arena.services import Services
from service.arena.voting.blind_urls import PREFIX, Data, open_blind, receipt_for
from service.domain.images import COPY_TYPE

Find = Callable[[Services, str], Awaitable[tuple[Data, int]]]
Receipt = Callable[[Services, str], str]

# As long as a voter looks at a matchup, and in no shared cache.
_BLIND = b"private, max-age=600"
_PUBLIC = b"public, max-age=31536000, immutable"
_TYPE = COPY_TYPE.encode()
_NAME = "name"


class ImageEndpoint:
    """An ASGI application that sends the image named by the part of the path after a prefix.

    ``path`` is the template under which its requests are counted. ``receipt`` makes the cookie that goes with
    an image.
    """

    def __init__(self, prefix: str, find: Find, cache: bytes, receipt: Receipt | None = None) -> None:
        self.path = f"{prefix}{{{_NAME}}}"
        self._find = find
        self._cache = cache
        self._receipt = receipt

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI
        """Find the image and send it."""
        scope["route"] = self  # the framework sets it only for its own kind of routes
        services, name = scope["app"].state.services, scope["path_params"][_NAME]
        await self.send(send, services, name, await self._find(services, name))

    async def send(self, send: Send, services: Services, name: str, image: tuple[Data, int]) -> None:
        """Send the image of a name, padded with zeros to the length that comes with it."""
        data, length = image
        headers = [
            (b"content-type", _TYPE),
            (b"cache-control", self._cache),
            (b"content-length", b"%d" % length),
        ]
        if self._receipt is not None:
            headers.append((b"set-cookie", self._receipt(services, name).encode()))
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        missing = length - len(data)
        await send({"type": "http.response.body", "body": data, "more_body": missing > 0})
        if missing > 0:
            await send({"type": "http.response.body", "body": bytes(missing)})


async def _public(services: Services, name: str) -> tuple[Data, int]:
    data = await public_copy(services, name)
    return data, len(data)


BLIND_IMAGES = ImageEndpoint(PREFIX, open_blind, _BLIND, receipt_for)

ROUTES: tuple[BaseRoute, ...] = tuple(
    Route(endpoint.path, endpoint, methods=["GET"])
    for endpoint in (BLIND_IMAGES, ImageEndpoint("/images/", _public, _PUBLIC))
)
