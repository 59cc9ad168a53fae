"""Somebody takes the demo: votes for its last model from one address, each with a cookie of its own.

The attacker is better than any: it knows the models behind both images, and answers only where its model is
one of them. Before there were limits, 306 such votes lifted the last of six models to the first place. All
beyond the limit are alike, so fewer show it too.
"""

from __future__ import annotations

import asyncio
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import httpx
import pytest

from service.arena.voting.matchup_ids import MatchupRef
from service.demo.arenas import ARENAS
from service.demo.loading import load
from service.settings import Settings
from tests.support.db.databases import copy_sqlite
from tests.support.images.painted import painted_once
from tests.support.served.api import Api, client_of, serving
from tests.support.served.receipts import look
from tests.support.votes.arenas import arena_services

DEMO = ARENAS[0].slug
VOTES = 100


@pytest.fixture(scope="module")
def demo(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Api]:
    """Yield the served demo, with the images of its first prompt."""
    folder = tmp_path_factory.mktemp("demo")
    url = copy_sqlite(sqlite_template, folder)

    async def fill() -> None:
        async with arena_services(url, folder, blobs_url=str(folder / "blobs")) as services:
            with painted_once():
                await load(services, ARENAS[:1], quick=True)

    asyncio.run(fill())
    with serving(url, folder, trusted_proxies="127.0.0.1") as api:
        yield api


class Attacker:
    """A program at one address that votes for one model."""

    def __init__(self, demo: Api, target: str, address: str) -> None:
        self.client = client_of(demo.base, headers={"X-Forwarded-For": address})
        self._secret = demo.secret
        self._rows = sqlite3.connect(demo.url.removeprefix("sqlite:///"))
        (self._target,) = self._rows.execute("SELECT id FROM models WHERE slug = ?", [target]).fetchone()
        self.answers: Counter[str | None] = Counter()

    def close(self) -> None:
        self.client.close()
        self._rows.close()

    def attack(self, votes: int, *, looks: bool = True, cookies: bool = True) -> None:
        """Vote, with a new cookie each time or with one. Without new ones, every matchup is answered."""
        while self.answers.total() < votes:
            if cookies:
                self.client.cookies.clear()
            matchup = self._post(f"/api/v1/arenas/{DEMO}/matchups", {}).json()["id"]
            number = MatchupRef.parse(self._secret, matchup).number
            models = self._rows.execute("SELECT model_left, model_right FROM matchups WHERE id = ?", [number])
            sides = models.fetchone()
            if self._target in sides or not cookies:
                if looks:
                    look(self.client, self._secret, matchup)
                outcome = "right" if sides[1] == self._target else "left"
                answer = self._post(f"/api/v1/matchups/{matchup}/vote", {"outcome": outcome})
                self.answers[answer.json()["excluded"]] += 1

    def _post(self, path: str, body: dict[str, str]) -> httpx.Response:
        answer = self.client.post(path, json=body)
        assert answer.is_success, answer.text
        return answer


def ranks(demo: Api) -> list[str]:
    rows = demo.get(f"/api/v1/arenas/{DEMO}/leaderboard").json()["rows"]
    return [row["model"] for row in rows]


@pytest.fixture
def attackers(demo: Api) -> Iterator[Callable[[str], Attacker]]:
    """Yield what makes an attacker at an address, for the model that is last."""
    target = ranks(demo)[-1]
    with ExitStack() as stack:
        yield lambda address: stack.enter_context(closing(Attacker(demo, target, address)))


@pytest.mark.slow
def test_votes_of_one_address_move_a_model_by_at_most_a_rank(
    demo: Api, attackers: Callable[[str], Attacker]
) -> None:
    before = ranks(demo)
    hasty = attackers("192.0.2.1")
    hasty.attack(20, looks=False)
    assert hasty.answers == {"unseen": 20}
    assert ranks(demo) == before
    patient = attackers("192.0.2.2")
    patient.attack(VOTES)
    assert patient.answers.keys() == {None, "held"}
    assert patient.answers[None] <= Settings().network_newcomers
    after = ranks(demo)
    assert after.index(before[-1]) >= len(before) - 2
    assert after[0] == before[0]
    assert f">{patient.answers['held']}<" in demo.get("/integrity").text, "visitors see it"
