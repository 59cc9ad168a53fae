"""GET …/events: Server-Sent Events over real connections."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from httpx_sse import aconnect_sse

from service.api import events
from service.arena.access import keys
from service.db.engine import WriteSession
from tests.support.network.listener import following, listening_to, visitor
from tests.support.processes.server import ServerProcess
from tests.support.served.api import Api, async_client_of, in_write, serving
from tests.support.votes.arenas import add_arena, add_models

pytestmark = pytest.mark.anyio

PATH = "/api/v1/arenas/t2i/events"
SOON = 60.0
CROWD = 150
NOTHING = {"revision": 0, "position": 0, "votes": 0, "pooled_position": None}


@pytest.fixture
def served(database_url: str, tmp_path: Path) -> Iterator[Api]:
    with serving(database_url, tmp_path) as api:
        api.made("/api/v1/arenas", slug="t2i", name="T")
        for slug in ("a", "b"):
            api.made("/api/v1/models", slug=slug, name=slug)
        yield api


def vote(api: Api, count: int = 1) -> None:
    one = {"model_left": "a", "model_right": "b", "outcome": "left"}
    answer = api.post("/api/v1/arenas/t2i/votes", {"votes": [one] * count}, "votes")
    assert answer.is_success, answer.text


async def test_events_come_at_once_and_after_every_change(served: Api) -> None:
    async with listening_to(served.base, "t2i") as listener:
        headers = listener.answer.headers
        assert headers["content-type"] == "text/event-stream; charset=utf-8"
        assert headers["cache-control"] == "no-store"
        assert await listener.revision() == NOTHING
        for revision in (1, 2):
            await asyncio.to_thread(vote, served, 3)
            told = NOTHING | {"revision": revision, "position": 3 * revision, "votes": 3 * revision}
            assert await asyncio.wait_for(listener.revision(), SOON) == told


async def test_who_comes_back_hears_only_what_is_new(served: Api) -> None:
    vote(served)
    async with listening_to(served.base, "t2i", last_event_id="1") as listener:
        await asyncio.to_thread(vote, served)
        first = await asyncio.wait_for(listener.block(), SOON)
        assert first[0].startswith("retry: ")
        assert first[1:4] == [":", "id: 2", "event: revision"]


STRANGE_IDS: list[Any] = ["0", "999", "", "x" * 5000, "-1", "\N{SUPERSCRIPT TWO}".encode("latin-1")]


async def test_a_strange_last_id_is_as_good_as_none(sqlite_api: Api) -> None:
    sqlite_api.made("/api/v1/arenas", slug="t2i", name="T")
    sqlite_api.made("/api/v1/models", slug="a", name="a")
    sqlite_api.made("/api/v1/models", slug="b", name="b")
    vote(sqlite_api)
    for seen in STRANGE_IDS:
        async with listening_to(sqlite_api.base, "t2i", last_event_id=seen) as listener:
            assert (await listener.revision())["revision"] == 1, seen


async def test_silence_is_broken_now_and_then(served: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(events, "HEARTBEAT_SECONDS", 0.05)
    async with listening_to(served.base, "t2i") as listener:
        await listener.revision()
        assert [await asyncio.wait_for(listener.line(), SOON) for _ in range(3)] == [":"] * 3


async def test_a_strict_client_gets_an_event_with_data_or_nothing(
    served: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The client takes an empty line for an event, even after a comment; its events here all have data."""
    monkeypatch.setattr(events, "HEARTBEAT_SECONDS", 0.01)
    vote(served)
    last = ""
    for revision in (2, 3):
        async with visitor(served.base) as client:
            headers = {"Last-Event-ID": last} if last else {}
            async with aconnect_sse(client, "GET", PATH, headers=headers) as source:
                stream = source.aiter_sse()
                if not last:
                    assert (await anext(stream)).json()["revision"] == 1
                await asyncio.sleep(0.1)  # for heartbeats, of which there is nothing to wait for
                await asyncio.to_thread(vote, served)
                event = await asyncio.wait_for(anext(stream), SOON)
                assert (event.event, event.json()["revision"]) == ("revision", revision)
                last = event.id


def test_problems_and_head_end_at_once(served: Api) -> None:
    assert served.get("/api/v1/arenas/nowhere/events").status_code == 404
    answer = served.client.head(PATH)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/event-stream")
    assert served.client.post(PATH).status_code == 405


def test_without_public_reads_events_need_a_key(sqlite_url: str, tmp_path: Path) -> None:
    with serving(sqlite_url, tmp_path, public_reads=False) as api:
        api.made("/api/v1/arenas", slug="t2i", name="T")
        assert api.client.head(PATH).status_code == 401
        assert api.client.head(PATH, headers=api.key("votes")).status_code == 200


@pytest.mark.slow
async def test_a_crowd_that_comes_votes_and_goes_leaves_nothing_behind(
    sqlite_url: str, tmp_path: Path
) -> None:
    key = await asyncio.to_thread(in_write, sqlite_url, _furnish)
    with ServerProcess(sqlite_url, tmp_path) as server:
        async with visitor(server.base) as crowd:
            told = await asyncio.gather(*(_listen(crowd) for _ in range(CROWD)), _votes(server.base, key))
            assert set(told[:-1]) == {20}
        # All have left: there is room for as many again, who hear the same.
        async with visitor(server.base) as crowd:
            assert set(await asyncio.gather(*(_listen(crowd) for _ in range(CROWD)))) == {20}


def _furnish(session: WriteSession) -> str:
    add_models(session)
    add_arena(session)
    return keys.create(session, "k", ["votes"]).key


async def _listen(client: httpx.AsyncClient) -> int:
    """Listen until the twentieth vote; its position."""
    async with following(client, "t2i") as listener:
        position = 0
        while position < 20:
            position = (await asyncio.wait_for(listener.revision(), SOON))["position"]
        return position


async def _votes(base: str, key: str) -> None:
    one = {"model_left": "m0", "model_right": "m1", "outcome": "left"}
    async with async_client_of(base, headers={"Authorization": f"Bearer {key}"}) as client:
        for _ in range(20):
            answer = await client.post("/api/v1/arenas/t2i/votes", json={"votes": [one]})
            assert answer.is_success


@pytest.mark.slow
async def test_a_server_that_stops_does_not_wait_for_its_listeners(sqlite_url: str, tmp_path: Path) -> None:
    await asyncio.to_thread(in_write, sqlite_url, _furnish)
    with ServerProcess(sqlite_url, tmp_path) as server:
        async with listening_to(server.base, "t2i") as listener:
            await listener.revision()
            stopping = asyncio.create_task(asyncio.to_thread(server.stop))
            with pytest.raises(StopAsyncIteration):
                await asyncio.wait_for(listener.block(), SOON)
            await asyncio.wait_for(stopping, SOON)
