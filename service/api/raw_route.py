"""Routes that get the raw request: for the busiest routes, and for those that stay open longest."""

from __future__ import annotations

from collections.abc import Callable, Coroutine

from fastapi import Request, Response
from fastapi.routing import APIRoute


class RawRoute(APIRoute):
    """A route whose endpoint gets the raw request. Its dependencies only appear in the OpenAPI document.

    It is for routes where resolving dependencies takes longer than all other work together.
    """

    def get_route_handler(self) -> Callable[[Request], Coroutine[object, object, Response]]:
        """Return the endpoint itself."""

        async def handle(request: Request) -> Response:
            response: Response = await self.endpoint(request, **request.path_params)
            return response

        return handle
