"""Raw routes: answered before the framework with its responses, and by it where requests are observed."""

from __future__ import annotations

import pytest
from fastapi import FastAPI
from starlette.types import Message, Receive, Scope, Send

from service.api.middleware.raw_routes import RawRouteMiddleware
from service.api.routes import BUSIEST
from tests.support.served.api import Api

VOTE = "/api/v1/matchups/x/vote"


def test_errors_are_the_problems_of_the_framework_and_are_counted(sqlite_api: Api) -> None:
    forged = sqlite_api.client.post(VOTE, json={"outcome": "left"})
    assert (forged.status_code, forged.json()["type"]) == (404, "/problems/not-found")
    assert forged.headers["x-request-id"] == forged.json()["request_id"]
    invalid = sqlite_api.client.post(VOTE, content=b"{", headers={"Content-Type": "application/json"})
    assert (invalid.status_code, invalid.headers["content-type"]) == (400, "application/problem+json")
    lines = sqlite_api.get("/metrics").text.splitlines()
    of_route = [
        line for line in lines if line.startswith("arena_http_requests_total") and "{matchup_id}/vote" in line
    ]
    assert {line.rsplit('"', 2)[1] for line in of_route} >= {"404", "400"}


def test_what_is_answered_early_is_what_is_busiest() -> None:
    paths = [route.path.removeprefix("/api/v1") for route in BUSIEST]
    assert paths == [
        "/arenas/{arena}/votes",
        "/arenas/{arena}/matchups",
        "/matchups/{matchup_id}/vote",
        "/matchups/{matchup_id}/skip",
    ]


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("method", "path", "root", "is_observed"),
    [
        ("POST", VOTE, "", True),
        ("POST", VOTE, "/below", False),
        ("GET", VOTE, "", False),
        ("POST", "/api/v1/matchups/x/y/vote", "", False),
    ],
)
async def test_everything_else_goes_to_the_application(
    method: str, path: str, root: str, *, is_observed: bool
) -> None:
    passed: list[Scope] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        del receive, send
        passed.append(scope)

    async def receive() -> Message:
        raise AssertionError("nothing may be read")

    async def send(message: Message) -> None:
        raise AssertionError(message)

    scope = {"type": "http", "method": method, "path": path, "root_path": root}
    middleware = RawRouteMiddleware(app, FastAPI(), BUSIEST)
    middleware.is_observed = is_observed
    await middleware(scope, receive, send)
    assert passed == [scope]
