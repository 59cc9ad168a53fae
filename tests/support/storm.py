"""A storm of single votes over HTTP, each with an external id, that remembers what was acknowledged."""

from __future__ import annotations

import asyncio
import itertools
import random
from collections.abc import Iterator
from dataclasses import dataclass, field

import httpx

from tests.support.arenas import LANGUAGES, MODELS, THEMES


@dataclass
class Storm:
    """Votes to one arena of one server, from many voters at once."""

    base: str
    key: str
    arena: str = "t2i"
    sent: dict[str, dict[str, object]] = field(default_factory=dict)
    acknowledged: set[str] = field(default_factory=set)
    refused: list[int] = field(default_factory=list)
    _numbers: Iterator[int] = field(default_factory=itertools.count)
    _random: random.Random = field(default_factory=lambda: random.Random(7))

    async def blow(self, seconds: float, voters: int = 32) -> None:
        """Vote for some seconds; answers that do not come, and refusals, are part of it."""
        stop = asyncio.Event()
        asyncio.get_running_loop().call_later(seconds, stop.set)
        async with self._client() as client:
            await asyncio.gather(*(self._voter(client, stop) for _ in range(voters)))

    async def settle(self) -> None:
        """Send again what was not acknowledged, as a careful client does, until all of it is."""
        async with self._client() as client:
            for name in [name for name in self.sent if name not in self.acknowledged]:
                await self._send(client, self.sent[name])
        assert self.acknowledged == set(self.sent)

    def _client(self) -> httpx.AsyncClient:
        headers = {"Authorization": f"Bearer {self.key}"}
        return httpx.AsyncClient(base_url=self.base, headers=headers, timeout=40)

    async def _voter(self, client: httpx.AsyncClient, stop: asyncio.Event) -> None:
        while not stop.is_set():
            vote = self._vote()
            self.sent[str(vote["external_id"])] = vote
            try:
                await self._send(client, vote)
            except (httpx.TransportError, AttributeError):
                # The latter is the client's own: its socket was gone between connecting and a look at it.
                await asyncio.sleep(0.01)

    async def _send(self, client: httpx.AsyncClient, vote: dict[str, object]) -> None:
        answer = await client.post(f"/api/v1/arenas/{self.arena}/votes", json={"votes": [vote]})
        if answer.status_code != httpx.codes.OK:
            self.refused.append(answer.status_code)
            assert answer.headers["content-type"] == "application/problem+json", answer.text
            await asyncio.sleep(0.05)
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
