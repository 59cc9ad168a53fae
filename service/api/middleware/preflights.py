"""Answers browsers that ask, before a page of another site sends a request, whether it may (CORS preflights).

It stands right before the framework, behind what answers the busiest requests.
"""

from __future__ import annotations

from collections.abc import Iterator

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from starlette.routing import BaseRoute, Match, Route
from starlette.types import ASGIApp, Receive, Scope, Send

from service.http.cross_origin import OPEN, is_preflight, preflight_headers
from service.http.deps import anyone, reader
from service.settings import Settings

_HEAD = "HEAD"
_DOCUMENT = "/openapi.json"
_FILES = ("/images/", "/static/", "/favicon.ico", "/apple-touch-icon.png", _DOCUMENT)
_EMBEDDED = (
    "/badges/",
    "/card.",
    "/cards/",
    "/charts/",
    "/oembed",
    "/llms",
    "/arenas/{arena}/data/{release}/",
    "/arenas/{arena}/feed",
    "/models/{model}/feed",
)


class PreflightMiddleware:
    """Answers preflights for the routes that are open to anyone; passes everything else to the application.

    A preflight for another route gets what any OPTIONS gets, and the browser does not send the request.
    """

    def __init__(self, app: ASGIApp, framework: FastAPI, settings: Settings) -> None:
        self._app = app
        self._framework = framework
        self._settings = settings

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "http" and scope["method"] == "OPTIONS" and is_preflight(scope):
            methods = self._methods(scope)
            if methods:
                headers = preflight_headers(", ".join(sorted(methods)).encode())
                await send({"type": "http.response.start", "status": 204, "headers": headers})
                await send({"type": "http.response.body", "body": b""})
                return
        if scope["type"] == "http" and scope["path"] == _DOCUMENT:
            scope[OPEN] = True  # the framework's own route says nothing
        await self._app(scope, receive, send)

    def _methods(self, scope: Scope) -> set[str]:
        """Return the methods of the open routes at a path."""
        methods: set[str] = set()
        for route in self._framework.routes:
            if is_open(route, public_reads=self._settings.public_reads):
                # The route is for other methods than OPTIONS, so it matches at most in part.
                match, _ = route.matches(scope)
                if match is not Match.NONE and isinstance(route, Route):
                    methods |= set(route.methods or ())
        return methods | {_HEAD} if "GET" in methods else methods


def is_open(route: BaseRoute, *, public_reads: bool = True) -> bool:
    """Return whether pages of other sites may have what a route answers: no key, no cookie, and no page."""
    if not isinstance(route, Route):
        return False
    if not isinstance(route, APIRoute):
        return route.path.startswith(_FILES)
    calls = set(_calls(route.dependant))
    is_readable = anyone in calls or (public_reads and reader in calls)
    return is_readable and (route.include_in_schema or route.path.startswith(_EMBEDDED))


def _calls(dependant: Dependant) -> Iterator[object]:
    for dependency in dependant.dependencies:
        yield dependency.call
        yield from _calls(dependency)
