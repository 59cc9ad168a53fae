"""Posting to a real receiver: one request, no redirects, and errors that say what went wrong."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import ip_network

import pytest

from service.errors import NotFetched
from service.providers.posting import Poster
from tests.support.network.ports import free_port
from tests.support.network.receivers import Receiver, receiving

pytestmark = pytest.mark.anyio

LOCAL = [ip_network("127.0.0.0/8")]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        yield made


async def test_a_post_and_its_reply(receiver: Receiver) -> None:
    receiver.statuses += [302]
    for status in (302, 204):
        reply = await Poster(LOCAL).post(f"{receiver.base}/a?b=c", {"webhook-id": "1"}, b"body")
        assert (reply.status, reply.retry_after) == (status, None)
    assert [(one.path, one.body, one.uid) for one in receiver.received] == [("/a?b=c", b"body", "1")] * 2
    assert receiver.received[0].headers["host"] == receiver.base.removeprefix("http://")


async def test_what_is_not_posted(receiver: Receiver) -> None:
    with pytest.raises(NotFetched, match="only the ports"):
        await Poster().post(receiver.base, {}, b"")
    with pytest.raises(NotFetched, match="cannot be reached"):
        await Poster(LOCAL).post(f"http://127.0.0.1:{free_port()}/", {}, b"")
    receiver.open.clear()
    with pytest.raises(NotFetched, match=r"no response within 0\.05 s"):
        await Poster(LOCAL, seconds=0.05).post(receiver.base, {}, b"")


async def test_a_host_that_is_unknown_today_may_be_known_tomorrow() -> None:
    async def unknown(*_: object) -> list[str]:
        raise OSError

    await Poster(resolve=unknown).check("https://later.example/")
    with pytest.raises(NotFetched, match="public"):
        await Poster().check("http://10.0.0.1/")
