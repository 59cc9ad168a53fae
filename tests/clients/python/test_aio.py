"""The Python client against a running service, with asyncio, and the examples of its page."""

from __future__ import annotations

import asyncio
import inspect
import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from arena_client import AsyncClient, Client, Refused, Retries, Unreachable

from tests.support.network.ports import free_port
from tests.support.served.api import Api

pytestmark = pytest.mark.anyio

ARENA = "text-to-image"
VOTE = {"model_left": "photon-flash-1", "model_right": "other-1", "outcome": "left"}


def client_of(api: Api, scope: str) -> AsyncClient:
    key = api.key(scope)["Authorization"].partition(" ")[2]
    return AsyncClient(api.base, key, transport=httpx.AsyncHTTPTransport(verify=False))


def test_both_clients_have_the_same_calls() -> None:
    for name, sync in inspect.getmembers(Client, inspect.isfunction):
        if not name.startswith("_"):
            assert (
                inspect.signature(getattr(AsyncClient, name)).parameters == inspect.signature(sync).parameters
            )


async def test_every_call(service: Api) -> None:
    async with client_of(service, "admin") as client:
        events = client.events(ARENA)
        first = await anext(events)
        receipt = await client.report(ARENA, [VOTE])
        assert receipt.accepted == 1
        second = await asyncio.wait_for(anext(events), 60)
        assert second.revision == first.revision + 1
        board = await client.leaderboard(ARENA, at_least=receipt.last_position, retired=False)
        assert board.rows[0].model == "photon-flash-1"
        matchup = await client.deal(ARENA, voter="carla")
        await client.skip(matchup, voter="carla")
        other = await client.deal(ARENA, voter="dora")
        assert (await client.vote(other, "tie", voter="dora")).outcome == "tie"
        assert (await client.query(models=["photon-*"])).total == 1
        assert (await client.decide(ARENA, axes=["overall"], confidence=0.9)).choice is not None
        made = await client.generate("photon-flash-1", "a cat", size="160x96")
        assert made.status == "completed"
        with pytest.raises(Refused, match="not-found"):
            await anext(client.events("nowhere"))


async def test_who_is_away_is_asked_a_few_times() -> None:
    retries = Retries(tries=2, first_pause=0.001)
    async with AsyncClient(f"http://127.0.0.1:{free_port()}", retries=retries) as client:
        with pytest.raises(Unreachable):
            await client.leaderboard(ARENA)
        with pytest.raises(Unreachable):
            await anext(client.events(ARENA))


@pytest.mark.slow
def test_the_examples_of_its_page_run(service: Api, project_root: Path) -> None:
    page = (project_root / "clients/python/README.md").read_text()
    blocks = re.findall(r"^```python\n(.*?)^```$", page, re.MULTILINE | re.DOTALL)
    assert len(blocks) == 7
    program = "\n".join(blocks).replace("http://127.0.0.1:8000", service.base)
    done = subprocess.run(
        [sys.executable, "-c", program],
        env={
            "PYTHONPATH": str(project_root / "clients/python"),
            "ARENA_KEY": service.key("admin")["Authorization"].partition(" ")[2],
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "12000 0 []" in done.stdout
    assert "photon-flash-1" in done.stdout
