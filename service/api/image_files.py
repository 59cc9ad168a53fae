"""Image files as people see them: under a blind URL before the vote, by their hash afterwards.

Both routes are plain ASGI, because a voter loads two images for every matchup. Blind responses reveal
nothing about an image's origin: no ETag, no date, no name, one type, and the same length for both sides of
a matchup. A receipt comes with a blind image: it proves at the vote that the image was sent, so there are no
parts of it. A public image has the hash in its URL as its ETag.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from starlette.routing import BaseRoute, Route
from starlette.types import Receive, Scope, Send

from service.arena.images.logos import public_logo
from service.arena.images.renditions import public_copy
from service.arena.images.sizes import public_rendition
from service.arena.services import Services
from service.arena.voting.blind_urls import PREFIX, Data, open_blind, receipt_for
from service.domain.branding.logos import LOGO_TYPE
from service.domain.images import COPY_TYPE
from service.http.cross_origin import OPEN
from service.http.response_cache import CachedResponse, Content

# As long as a voter looks at a matchup, and in no shared cache.
_BLIND = b"private, max-age=600"
_PUBLIC = "public, max-age=31536000, immutable"
_BRIEFLY = "public, max-age=60"
_TYPE = COPY_TYPE.encode()
_NAME, _SIDE = "name", "side"


class BlindImageEndpoint:
    """An ASGI application that sends the blind image named by the part of the path after a prefix.

    ``path`` is the template under which its requests are counted.
    """

    path = f"{PREFIX}{{{_NAME}}}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI
        """Find the image and send it."""
        scope["route"] = self  # the framework sets it only for its own kind of routes
        services, name = scope["app"].state.services, scope["path_params"][_NAME]
        await self.send(scope, send, services, name, await open_blind(services, name))

    async def send(
        self, scope: Scope, send: Send, services: Services, name: str, image: tuple[Data, int]
    ) -> None:
        """Send the image of a name, padded with zeros to the length that comes with it."""
        data, length = image
        headers = [
            (b"content-type", _TYPE),
            (b"cache-control", _BLIND),
            (b"content-length", b"%d" % length),
            (b"set-cookie", receipt_for(services, name, _cookie(scope)).encode()),
        ]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        missing = length - len(data)
        await send({"type": "http.response.body", "body": data, "more_body": missing > 0})
        if missing > 0:
            await send({"type": "http.response.body", "body": bytes(missing)})


def _cookie(scope: Scope) -> str:
    return "; ".join(value.decode("latin-1") for name, value in scope["headers"] if name == b"cookie")


class PublicFileEndpoint:
    """The same for files that anyone may have, conditionally and in parts, named by their hashes."""

    def __init__(
        self, folder: str, media_type: str, read: Callable[[Services, str], Awaitable[bytes]]
    ) -> None:
        self.path = f"/{folder}/{{{_NAME}}}"
        self._media_type = media_type
        self._read = read

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI
        """Find the file and send it."""
        scope["route"] = self
        scope[OPEN] = True
        name = scope["path_params"][_NAME]
        data = await self._read(scope["app"].state.services, name)
        file = Content(data, self._media_type, cache_control=_PUBLIC, name=name)
        await CachedResponse.of(file).send(scope, send)


class RenditionEndpoint:
    """The same for the renditions of public images, by their longest side."""

    path = f"/images/{{{_NAME}}}/{{{_SIDE}}}"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:  # noqa: ARG002 - ASGI
        """Find the rendition and send it, or the copy for the time being."""
        scope["route"] = self
        scope[OPEN] = True
        name, side = (scope["path_params"][part] for part in (_NAME, _SIDE))
        data, media_type, final = await public_rendition(scope["app"].state.services, name, side)
        kept, etag = (_PUBLIC, f"{name}-{side}") if final else (_BRIEFLY, name)
        image = Content(data, media_type, cache_control=kept, name=etag)
        await CachedResponse.of(image).send(scope, send)


BLIND_IMAGES = BlindImageEndpoint()

ROUTES: tuple[BaseRoute, ...] = tuple(
    Route(endpoint.path, endpoint, methods=["GET"])
    for endpoint in (
        BLIND_IMAGES,
        PublicFileEndpoint("images", COPY_TYPE, public_copy),
        RenditionEndpoint(),
        PublicFileEndpoint("logos", LOGO_TYPE, public_logo),
    )
)
