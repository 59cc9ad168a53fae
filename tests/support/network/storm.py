"""A storm of single votes over HTTP, each with an external id, that remembers which were acknowledged."""

from __future__ import annotations

import asyncio
import itertools
import random
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx

from tests.support.runs.waiting import until
from tests.support.served.api import async_client_of
from tests.support.votes.arenas import LANGUAGES, MODELS, THEMES

# How long a voter waits after an answer that did not come, or that refused.
REST_SECONDS = 0.2


@dataclass
class Storm:
    """Votes to the arenas of one server in turn, from many voters at once."""

    base: str
    key: str
    arenas: Sequence[str] = ("t2i",)
    sent: dict[str, dict[str, object]] = field(default_factory=dict)
    acknowledged: set[str] = field(default_factory=set)
    refused: list[int] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=itertools.count)
    _random: random.Random = field(default_factory=lambda: random.Random(7))

    @asynccontextmanager
    async def blowing(self, voters: int = 32, pause: float = 0.0) -> AsyncIterator[None]:
        """Vote until the block ends; answers that do not come, and refusals, are part of it.

        Each voter pauses before each vote. Without that, a block that waits for time to pass takes thousands.
        """
        stop = asyncio.Event()
        async with self._client() as client, asyncio.TaskGroup() as group:
            for _ in range(voters):
                group.create_task(self._voter(client, stop, pause))
            try:
                yield
            finally:
                stop.set()

    async def acknowledges(self, votes: int) -> None:
        """Wait until this many more votes are acknowledged."""
        wanted = len(self.acknowledged) + votes
        await until(lambda: len(self.acknowledged) >= wanted, f"{votes} more acknowledged votes")

    async def refuses(self, votes: int) -> None:
        """Wait until this many more votes are refused."""
        wanted = len(self.refused) + votes
        await until(lambda: len(self.refused) >= wanted, f"{votes} more refusals")

    async def settle(self) -> None:
        """Send the votes that were not acknowledged again, as a careful client does."""
        async with self._client() as client:
            for name in [name for name in self.sent if name not in self.acknowledged]:
                await self._send(client, self.sent[name])
        assert self.acknowledged == set(self.sent)

    def _client(self) -> httpx.AsyncClient:
        headers = {"Authorization": f"Bearer {self.key}"}
        return async_client_of(self.base, headers=headers)

    async def _voter(self, client: httpx.AsyncClient, stop: asyncio.Event, pause: float) -> None:
        while not stop.is_set():
            await asyncio.sleep(pause)
            vote = self._vote()
            self.sent[str(vote["external_id"])] = vote
            # The same vote again until it arrives: new ones would be thousands to settle.
            arrived = False
            while not (arrived or stop.is_set()):
                arrived = await self._arrives(client, vote)

    async def _arrives(self, client: httpx.AsyncClient, vote: dict[str, object]) -> bool:
        """Send a vote; return whether there was an answer, after a moment if not."""
        try:
            await self._send(client, vote)
        except (httpx.TransportError, AttributeError):
            # HTTPX raises the latter if its socket is closed right after it connects.
            await asyncio.sleep(REST_SECONDS)
            return False
        return True

    async def _send(self, client: httpx.AsyncClient, vote: dict[str, object]) -> None:
        number = int(str(vote["external_id"]).rpartition("-")[2])
        arena = self.arenas[number % len(self.arenas)]
        answer = await client.post(f"/api/v1/arenas/{arena}/votes", json={"votes": [vote]})
        if answer.status_code == httpx.codes.BAD_GATEWAY and "nginx" in answer.text:
            raise httpx.ReadError("the server behind the proxy is gone")
        if answer.status_code != httpx.codes.OK:
            self.refused.append(answer.status_code)
            assert answer.headers["content-type"] == "application/problem+json", answer.text
            await asyncio.sleep(REST_SECONDS)
            return
        receipt = answer.json()
        assert receipt["accepted"] + receipt["duplicates"] == 1, receipt
        self.acknowledged.add(str(vote["external_id"]))

    def _vote(self) -> dict[str, object]:
        left, right = self._random.sample(range(MODELS), 2)
        vote: dict[str, object] = {
            "model_left": f"m{left}",
            "model_right": f"m{right}",
            "outcome": self._random.choice(["left", "right", "tie", "both_bad"]),
            "themes": [self._random.choice(THEMES)],
            "external_id": f"vote-{next(self._numbers)}",
        }
        language = self._random.choice(LANGUAGES)
        return {**vote, "language": language} if language else vote
