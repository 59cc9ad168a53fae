"""The traffic of a soak: all that people and programs do, mixed, at a steady rate."""

from __future__ import annotations

import asyncio
import itertools
import random
import time
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import Any

import httpx

from scripts.benchmarks.server import ARENA as REPORTED
from scripts.benchmarks.server import MODELS, THEMES, Target, vote
from tests.support.pages.gallery import ARENA as SEEN

FOLLOWERS = 40
# The seconds after which a follower comes again.
_FOLLOWS_SECONDS = 20.0
_VOTES_OF_A_VOTER = 15
_PAGES = (
    "/",
    f"/arenas/{REPORTED}",
    f"/api/v1/arenas/{REPORTED}/leaderboard",
    f"/api/v1/arenas/{REPORTED}/leaderboard?format=csv",
    f"/api/v1/arenas/{REPORTED}/head-to-head",
    f"/api/v1/arenas/{REPORTED}/ledger",
    f"/arenas/{SEEN}",
    f"/arenas/{SEEN}/vote",
    "/models",
    "/metrics",
    "/readyz",
)


class Traffic:
    """Sends requests until stopped; ``done`` counts them by what they are, ``errors`` what went wrong."""

    def __init__(self, target: Target) -> None:
        self.done: Counter[str] = Counter()
        self.errors: Counter[str] = Counter()
        self._base = f"http://127.0.0.1:{target.port}"
        self._headers = {"Authorization": f"Bearer {target.key}"}
        self._random = random.Random(1)
        self._numbers = itertools.count()
        self._stop = asyncio.Event()

    async def run(self, seconds: float, each_second: Callable[[], None]) -> None:
        """Send requests for so long; call back every second."""
        async with httpx.AsyncClient(base_url=self._base, headers=self._headers, timeout=60) as client:
            paced: list[tuple[str, float, Callable[[httpx.AsyncClient], Awaitable[None]]]] = [
                *[("votes", 20.0, self._report)] * 4,
                *[("votes of people", 5.0, self._vote)] * 2,
                *[("pages", 8.0, self._page)] * 2,
                ("generations", 0.5, self._generate),
            ]
            tasks = [asyncio.create_task(self._paced(name, rate, act, client)) for name, rate, act in paced]
            followers = [asyncio.create_task(self._follow(client)) for _ in range(FOLLOWERS)]
            ends = time.monotonic() + seconds
            while time.monotonic() < ends:
                await asyncio.sleep(1)
                each_second()
            self._stop.set()
            await asyncio.gather(*tasks)
            for follower in followers:  # nothing may happen that they could hear of
                follower.cancel()
            await asyncio.gather(*followers, return_exceptions=True)

    async def _paced(
        self,
        name: str,
        rate: float,
        act: Callable[[httpx.AsyncClient], Awaitable[None]],
        client: httpx.AsyncClient,
    ) -> None:
        """Repeat an action at a rate, or as fast as the server allows."""
        due = time.monotonic()
        while not self._stop.is_set():
            try:
                await act(client)
            except (httpx.HTTPError, KeyError, ValueError) as error:
                self.errors[f"{name}: {type(error).__name__}: {str(error)[:200]}"] += 1
            self.done[name] += 1
            due = max(due + 1 / rate, time.monotonic() - 1)
            await asyncio.sleep(max(0.0, due - time.monotonic()))

    async def _report(self, client: httpx.AsyncClient) -> None:
        body = {"votes": [{**vote(self._random), "voter": f"voter-{self._random.randrange(500)}"}]}
        await _json(client.post(f"/api/v1/arenas/{REPORTED}/votes", json=body))

    async def _vote(self, client: httpx.AsyncClient) -> None:
        """Look at a pair as a person does, and vote on it."""
        voter = f"person-{next(self._numbers) // _VOTES_OF_A_VOTER}"
        pair = await _json(client.post(f"/api/v1/arenas/{SEEN}/matchups", json={"voter": voter}))
        for side in ("left", "right"):
            _check(await client.get(pair[side]["image_url"]))
        await _json(
            client.post(f"/api/v1/matchups/{pair['id']}/vote", json={"voter": voter, "outcome": "left"})
        )

    async def _page(self, client: httpx.AsyncClient) -> None:
        one = self._random.randrange(len(_PAGES) + 2)
        theme = f"/api/v1/arenas/{REPORTED}/leaderboard?theme=theme-{self._random.randrange(THEMES)}"
        model = f"/models/model-{self._random.randrange(MODELS)}"
        _check(await client.get((*_PAGES, theme, model)[one]))

    async def _generate(self, client: httpx.AsyncClient) -> None:
        body = {"model": "demo", "input": {"prompt": f"a fox, {next(self._numbers)}", "size": "64x64"}}
        made = await _json(client.post("/v1/generations", json=body))
        made = await _json(client.get(f"/v1/generations/{made['id']}", params={"wait": 30}))
        if made["status"] != "completed":
            raise ValueError(f"a generation is {made['status']}")
        _check(await client.get(made["output"]["media"][0]["url"]))

    async def _follow(self, client: httpx.AsyncClient) -> None:
        """Follow the events of an arena, and come again from time to time, as people with tabs do."""
        while True:
            until = time.monotonic() + _FOLLOWS_SECONDS * self._random.uniform(0.5, 1.5)
            try:
                async with client.stream("GET", f"/api/v1/arenas/{REPORTED}/events") as answer:
                    answer.raise_for_status()
                    async for line in answer.aiter_lines():
                        self.done["events"] += line.startswith("data:")
                        if time.monotonic() > until:
                            break
            except httpx.HTTPError as error:
                self.errors[f"followers: {type(error).__name__}: {str(error)[:200]}"] += 1


def _check(answer: httpx.Response) -> None:
    answer.raise_for_status()


async def _json(asked: Awaitable[httpx.Response]) -> Any:
    answer = await asked
    answer.raise_for_status()
    return answer.json()
