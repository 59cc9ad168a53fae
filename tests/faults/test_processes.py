"""Four processes on one PostgreSQL, all writing to one arena: no gap, nothing doubled, nothing lost."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest

from tests.support.faults import consistent, prepared
from tests.support.server import ServerProcess
from tests.support.storm import Storm

pytestmark = pytest.mark.anyio


async def test_a_storm_over_four_processes(postgres_url: str, tmp_path: Path) -> None:
    key = await prepared(postgres_url, tmp_path)
    with ServerProcess(postgres_url, tmp_path, "--processes", "4") as server:
        storms = [Storm(server.base, key) for _ in range(2)]
        # The second one sends the very votes of the first: whoever comes later is a duplicate.
        await asyncio.gather(*(storm.blow(4) for storm in storms))
        for storm in storms:
            await storm.settle()
        sent = {**storms[0].sent, **storms[1].sent}
        board = await _boards(server.base)
    union = Storm(server.base, key, sent=sent, acknowledged=set(sent))
    assert await consistent(postgres_url, tmp_path, union) == len(sent) > 100
    assert board == {len(sent)}


async def _boards(base: str) -> set[int]:
    """Return the positions that the boards of all processes show, a moment after the last vote."""
    await asyncio.sleep(0.2)
    positions = set()
    for _ in range(24):
        # A new connection each time, so that it may be any of them.
        async with httpx.AsyncClient(base_url=base) as client:
            positions.add((await client.get("/api/v1/arenas/t2i/leaderboard")).json()["position"])
    return positions
