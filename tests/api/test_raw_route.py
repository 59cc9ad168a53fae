"""Bare routes: the endpoint gets the request as it is."""

from __future__ import annotations

import httpx
import pytest
from fastapi import Depends, FastAPI, Request, Response

from service.api.raw_route import RawRoute

pytestmark = pytest.mark.anyio


def _never() -> None:
    raise AssertionError("resolved what is only documentation")


async def test_nothing_is_resolved() -> None:
    app = FastAPI()

    async def show(request: Request, name: str) -> Response:
        return Response(f"{request.method} {name}")

    app.router.add_api_route(
        "/{name}",
        show,
        dependencies=[Depends(_never)],
        route_class_override=RawRoute,
        response_class=Response,
    )
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://test") as client:
        assert (await client.get("/x")).text == "GET x"
