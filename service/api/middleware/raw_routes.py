"""The busiest routes, answered before the framework runs: its layers take longer than a deal or a vote does.

They are raw routes, which need none of its layers: no dependencies, no parsing, no middleware. Where requests
are traced or measured by OpenTelemetry, the framework does that, and gets all of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from fastapi import FastAPI, Request
from starlette.types import ASGIApp, Receive, Scope, Send

from service.api import problems
from service.api.raw_route import RawRoute

_METHOD = "POST"


class RawRouteMiddleware:
    """Answers requests to some raw routes with POST; passes everything else to the application.

    ``framework`` is what the routes belong to. While ``is_observed``, it gets every request.
    """

    def __init__(self, app: ASGIApp, framework: FastAPI, routes: Sequence[RawRoute]) -> None:
        self.is_observed = False
        self._app = app
        self._framework = framework
        self._routes = routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["method"] == _METHOD and not self.is_observed and not scope.get("root_path"):
            found = self._find(scope["path"])
            if found is not None:
                await self._answer(*found, scope, receive, send)
                return
        await self._app(scope, receive, send)

    def _find(self, path: str) -> tuple[RawRoute, Mapping[str, str]] | None:
        for route in self._routes:
            match = route.path_regex.match(path)
            if match:
                return route, match.groupdict()
        return None

    async def _answer(
        self, route: RawRoute, values: Mapping[str, str], scope: Scope, receive: Receive, send: Send
    ) -> None:
        scope.update(app=self._framework, route=route, path_params=values)
        request = Request(scope, receive)
        try:
            response = await route.endpoint(request, **values)
        except Exception as error:  # noqa: BLE001 - every error becomes a problem, as the framework has it
            response = await problems.answer(request, error)
        await response(scope, receive, send)
