"""SIGKILL while people vote: a repeated vote gets the first answer, and no vote is stored twice."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.support.processes.server import ServerProcess
from tests.support.served.api import async_client_of
from tests.support.served.receipts import look
from tests.support.votes.arenas import arena_services, checked
from tests.support.votes.voting import log, pictured, rows

pytestmark = [pytest.mark.anyio, pytest.mark.kills]

VOTERS = 12
VOTES_A_KILL = 40
KILLS = {"sqlite": 3, "postgresql": 2}


class Person:
    """A voter who votes on each matchup, and again if no answer came; ``heard`` counts the answers."""

    def __init__(self, base: str, heard: asyncio.Queue[int], secret: bytes) -> None:
        self._heard = heard
        self._secret = secret
        self._client = async_client_of(base)
        self._matchup: str | None = None
        self.told: list[dict[str, Any]] = []

    async def vote_until(self, stop: asyncio.Event) -> None:
        while not stop.is_set():
            try:
                await self.vote()
            except (httpx.TransportError, AttributeError):  # the latter is the client's: its socket was gone
                await asyncio.sleep(0.01)

    async def vote(self) -> None:
        """Vote on the open matchup."""
        if self._matchup is None:
            dealt = await self._client.post("/api/v1/arenas/t2i/matchups", json={})
            assert dealt.status_code in {200, 201}, dealt.text
            self._matchup = str(dealt.json()["id"])
            look(self._client, self._secret, self._matchup)
        path = f"/api/v1/matchups/{self._matchup}/vote"
        answer = await self._client.post(path, json={"outcome": "left"})
        assert answer.status_code in {200, 201}, answer.text
        self.told.append(answer.json())
        self._heard.put_nowait(len(self.told))
        self._matchup = None

    async def settle(self) -> None:
        """Vote on the matchup that has no answer yet."""
        if self._matchup is not None:
            await self.vote()
        await self._client.aclose()


async def test_kills_double_nothing(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        await pictured(services, 60, models=range(8))
        secret = services.secret
    server = ServerProcess(database_url, tmp_path)
    server.environment |= {"ARENA_PACE": "0", "ARENA_VOTER_LIMIT": "0", "ARENA_ADDRESS_LIMIT": "0"}
    server.environment |= {"ARENA_NETWORK_VOTES": "100000", "ARENA_NETWORK_NEWCOMERS": "1000"}
    random_, heard = random.Random(5), asyncio.Queue[int]()
    people = [Person(server.base, heard, secret) for _ in range(VOTERS)]
    for _ in range(KILLS[database_url.partition(":")[0]]):
        server.start()
        stop = asyncio.Event()
        voting = asyncio.gather(*(person.vote_until(stop) for person in people))
        for _ in range(VOTES_A_KILL):
            await heard.get()
        await asyncio.sleep(random_.uniform(0, 0.03))
        server.kill()
        stop.set()
        await voting
    with server:
        for person in people:
            await person.settle()
    told = [one for person in people for one in person.told]
    async with arena_services(database_url, tmp_path) as services:
        found = await checked(services)
        stored, dealt = await log(services), await rows(services)
    assert (found.votes, found.differences) == (len(told), 0)
    assert sorted(one["position"] for one in told) == list(range(1, len(told) + 1))
    assert len({row["position"] for row in dealt if row["position"]}) == len(stored) == len(told)
