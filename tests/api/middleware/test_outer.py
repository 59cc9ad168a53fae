"""The outermost layer, in front of applications made to try it."""

from __future__ import annotations

import socket
from collections.abc import AsyncIterator, Iterator
from urllib.parse import urlsplit

import httpx
import pytest
from fastapi import FastAPI, Request
from fastapi.responses import PlainTextResponse, StreamingResponse
from starlette.types import Message, Receive, Scope, Send

from service.api import problems
from service.api.middleware.outer import STREAMS, OuterMiddleware
from service.http.body_limit import LARGEST, allow_body
from tests.support.runs.waiting import CEILING_SECONDS
from tests.support.served.api import listening, request

LIMIT = 1_000


def application() -> FastAPI:
    """Yield an application that reads what it is told to."""
    app = FastAPI()
    problems.install(app)

    @app.post("/read")
    async def read(request: Request) -> PlainTextResponse:
        return PlainTextResponse(str(len(await request.body())))

    @app.post("/ignore")
    async def ignore() -> PlainTextResponse:
        return PlainTextResponse("done")

    @app.post("/file")
    async def file(request: Request) -> PlainTextResponse:
        allow_body(request, 50 * LIMIT)
        return PlainTextResponse(str(len(await request.body())))

    @app.get("/page")
    async def page() -> PlainTextResponse:
        return PlainTextResponse("a page", headers={"X-Frame-Options": "SAMEORIGIN"})

    @app.get("/half")
    async def half() -> StreamingResponse:
        async def parts() -> AsyncIterator[bytes]:
            yield b"the first half"
            raise RuntimeError("the second half is missing")

        return StreamingResponse(parts())

    return app


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    """Yield the address of the application behind the layer."""
    with listening(OuterMiddleware(application(), LIMIT)) as address:
        yield address


def chunks(size: int) -> Iterator[bytes]:
    """Yield a body of this size, in about a thousand pieces, whose length is not announced."""
    piece = max(10, size // 1_000)
    for start in range(0, size, piece):
        yield b"x" * min(piece, size - start)


@pytest.mark.parametrize(("size", "status"), [(0, 200), (LIMIT, 200), (LIMIT + 10, 413), (10**7, 413)])
def test_a_body_may_be_as_large_as_the_limit(base: str, size: int, status: int) -> None:
    for answer in (
        request("POST", f"{base}/read", content=b"x" * size),
        request("POST", f"{base}/read", content=chunks(size)),
    ):
        assert answer.status_code == status
        if status == 200:
            assert answer.text == str(size)
        else:
            assert answer.headers["Content-Type"] == problems.MEDIA_TYPE
            assert str(LIMIT) in answer.json()["detail"]


@pytest.mark.slow
def test_a_body_nobody_reads_costs_nothing(base: str) -> None:
    assert request("POST", f"{base}/ignore", content=chunks(10**6)).status_code == 200
    assert request("POST", f"{base}/ignore", content=b"x" * 10**6).status_code == 200
    assert request("POST", f"{base}/ignore", content=b"x" * (LARGEST + 1)).status_code == 413


def test_a_route_may_allow_more(base: str) -> None:
    for size, status in ((50 * LIMIT, 200), (50 * LIMIT + 10, 413)):
        assert request("POST", f"{base}/file", content=b"x" * size).status_code == status
        assert request("POST", f"{base}/file", content=chunks(size)).status_code == status


def test_a_connection_serves_on_after_a_refusal(base: str) -> None:
    with httpx.Client(base_url=base) as client:
        for _ in range(3):
            assert client.post("/read", content=b"x" * 10**6).status_code == 413
            assert client.post("/read", content=chunks(10**6)).status_code == 413
            assert client.post("/read", content=b"x").text == "1"


def test_head_is_get_without_the_body(base: str) -> None:
    head, get = request("HEAD", f"{base}/page"), request("GET", f"{base}/page")
    assert (head.status_code, head.content) == (200, b"")
    assert head.headers["Content-Length"] == get.headers["Content-Length"] == "6"
    assert request("HEAD", f"{base}/nowhere").status_code == 404
    assert request("HEAD", f"{base}/read").status_code == 405


def test_browsers_are_told_to_be_careful(base: str) -> None:
    for answer in (request("GET", f"{base}/nowhere"), request("POST", f"{base}/read", content=b"x" * 10**6)):
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["X-Frame-Options"] == "DENY"
        assert answer.headers["Referrer-Policy"] == "same-origin"


def test_a_header_of_the_applications_own_is_kept(base: str) -> None:
    assert request("GET", f"{base}/page").headers.get_list("X-Frame-Options") == ["SAMEORIGIN"]


def test_half_an_answer_is_cut_not_ended(base: str) -> None:
    with pytest.raises(httpx.RemoteProtocolError):
        request("GET", f"{base}/half")


@pytest.mark.parametrize("length", ["9" * 18, "1" + "0" * 18])
def test_an_absurd_length_is_refused_at_once(base: str, length: str) -> None:
    address = urlsplit(base)
    with socket.create_connection((address.hostname, address.port), timeout=CEILING_SECONDS) as connection:
        connection.sendall(f"POST /read HTTP/1.1\r\nHost: x\r\nContent-Length: {length}\r\n\r\n".encode())
        assert connection.recv(100).startswith(b"HTTP/1.1 413 ")


@pytest.mark.anyio
async def test_streams_run_after_the_application_has_returned() -> None:
    seen: list[str] = []

    async def later(scope: Scope, receive: Receive, send: Send) -> None:
        del scope, receive
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        del receive, send
        scope[STREAMS].append(later)
        seen.append("returned")

    async def receive() -> Message:
        raise AssertionError("nobody asked for a body")

    async def send(message: Message) -> None:
        seen.append(message["type"])
        if message["type"] == "http.response.start":
            assert (b"x-content-type-options", b"nosniff") in message["headers"]

    await OuterMiddleware(app, LIMIT)(
        {
            "type": "http",
            "method": "GET",
            "path": "/",
            "query_string": b"",
            "headers": [(b"host", b"a")],
        },
        receive,
        send,
    )
    assert seen == ["returned", "http.response.start", "http.response.body"]
