"""Blind images that are in memory, sent before the framework runs."""

from __future__ import annotations

from collections.abc import Callable

from starlette.types import ASGIApp, Receive, Scope, Send

from service.api.image_files import BLIND_IMAGES
from service.arena.services import Services
from service.arena.voting.blind_urls import PREFIX, peek


class BlindImageMiddleware:
    """Sends blind images that are in memory; passes everything else to the application.

    ``services`` returns the program's parts, once they are open.
    """

    def __init__(self, app: ASGIApp, services: Callable[[], Services]) -> None:
        self._app = app
        self._services = services

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "http" and scope["method"] == "GET" and scope["path"].startswith(PREFIX):
            services, name = self._services(), scope["path"][len(PREFIX) :]
            image = peek(services, name)
            if image is not None:
                scope["route"] = BLIND_IMAGES
                await BLIND_IMAGES.send(scope, send, services, name, image)
                return
        await self._app(scope, receive, send)
