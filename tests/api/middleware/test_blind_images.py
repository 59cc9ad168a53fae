"""Blind images in memory: sent before the framework runs, with the same response, and counted the same."""

from __future__ import annotations

from pathlib import Path

import pytest
from starlette.types import Message, Receive, Scope, Send

from service.api.middleware.blind_images import BlindImageMiddleware
from service.arena.services import Services
from service.arena.voting.blind_urls import PREFIX
from tests.support.images.blind_images import blind_urls, furnish
from tests.support.served.api import Api


@pytest.mark.slow
def test_an_image_in_memory_is_sent_like_any_other(sqlite_api: Api, tmp_path: Path) -> None:
    left, _ = blind_urls(sqlite_api, tmp_path, furnish(sqlite_api))
    first, again = sqlite_api.get(left), sqlite_api.get(left)
    assert first.content == again.content
    # The receipt says when the image was sent.
    own = {"date": "", "x-request-id": "", "set-cookie": ""}
    one, other = ({**answer.headers, **own} for answer in (first, again))
    assert one == other
    counted = [
        line for line in sqlite_api.get("/metrics").text.splitlines() if 'route="/blind/{name}"' in line
    ]
    assert any(line.startswith("arena_http_requests_total") and line.endswith(" 2.0") for line in counted)


@pytest.mark.anyio
@pytest.mark.parametrize(
    ("kind", "method", "path"),
    [
        ("http", "GET", "/images/x"),
        ("http", "HEAD", f"{PREFIX}x"),
        ("http", "POST", f"{PREFIX}x"),
        ("lifespan", "", ""),
    ],
)
async def test_everything_else_goes_to_the_application(kind: str, method: str, path: str) -> None:
    passed: list[Scope] = []

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        del receive, send
        passed.append(scope)

    def services() -> Services:
        raise AssertionError("nothing may be looked up")

    async def receive() -> Message:
        raise AssertionError("nothing may be read")

    async def send(message: Message) -> None:
        raise AssertionError(message)

    scope = {"type": kind, "method": method, "path": path}
    await BlindImageMiddleware(app, services)(scope, receive, send)
    assert passed == [scope]
