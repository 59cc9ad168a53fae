"""How much of a body is read: refused before a byte of it where its length is announced."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from fastapi import Request
from starlette.types import Message, Scope

from service.errors import TooLarge
from service.http.body_limit import LARGEST, BodyLimit, allow_body


class Client:
    """Sends parts of a body, and counts how many it was asked for."""

    def __init__(self, parts: Sequence[int], announced: bytes | None = None) -> None:
        self.parts = list(parts)
        self.asked = 0
        headers = [] if announced is None else [(b"content-length", announced)]
        self.scope: Scope = {"type": "http", "method": "POST", "path": "/", "headers": headers}

    async def receive(self) -> Message:
        self.asked += 1
        size = self.parts.pop(0)
        return {"type": "http.request", "body": b"x" * size, "more_body": bool(self.parts)}


@pytest.mark.anyio
async def test_parts_are_counted_together() -> None:
    client = Client([60, 40, 1])
    limit = BodyLimit(client.scope, client.receive, 100)
    assert [len((await limit())["body"]) for _ in range(2)] == [60, 40]
    with pytest.raises(TooLarge, match="100 bytes"):
        await limit()


@pytest.mark.anyio
async def test_what_is_announced_as_too_large_is_not_asked_for() -> None:
    client = Client([101], b"101")
    limit = BodyLimit(client.scope, client.receive, 100)
    assert not limit.hopeless
    with pytest.raises(TooLarge):
        await limit()
    assert client.asked == 0
    allow_body(Request(client.scope), 101)
    assert len((await limit())["body"]) == 101


@pytest.mark.parametrize(
    ("announced", "hopeless"),
    [
        (b"5", False),
        (b"%d" % LARGEST, False),
        (b"%d" % (LARGEST + 1), True),
        (b"9" * 40, True),
        (b"-5", False),
    ],
)
def test_what_no_route_takes_is_hopeless(announced: bytes, hopeless: bool) -> None:
    client = Client([], announced)
    assert BodyLimit(client.scope, client.receive, 100).hopeless is hopeless


def test_a_route_never_allows_less_than_the_settings() -> None:
    client = Client([], b"90")
    limit = BodyLimit(client.scope, client.receive, 100)
    limit.raise_to(50)
    assert str(limit.refusal().detail).startswith("the body exceeds the limit of 100 bytes")
