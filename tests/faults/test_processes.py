"""Four processes on one PostgreSQL, all writing to one arena: no gap, nothing doubled, nothing lost."""

from __future__ import annotations

import asyncio
from pathlib import Path

import httpx
import pytest

from tests.support.faults import consistent, prepared
from tests.support.server import ServerProcess
from tests.support.storm import Storm
from tests.support.waiting import CEILING_SECONDS

pytestmark = pytest.mark.anyio

VOTES = 300


async def test_a_storm_over_four_processes(postgres_url: str, tmp_path: Path) -> None:
    key = await prepared(postgres_url, tmp_path)
    with ServerProcess(postgres_url, tmp_path, "--processes", "4") as server:
        storms = [Storm(server.base, key) for _ in range(2)]
        # The second one sends the same votes as the first: the later of the two is a duplicate.
        async with storms[0].blowing(), storms[1].blowing():
            await asyncio.gather(*(storm.acknowledges(VOTES) for storm in storms))
        for storm in storms:
            await storm.settle()
        sent = {**storms[0].sent, **storms[1].sent}
        await _boards_follow(server.base, len(sent))
    union = Storm(server.base, key, sent=sent, acknowledged=set(sent))
    assert await consistent(postgres_url, tmp_path, union) == len(sent) >= VOTES


async def _boards_follow(base: str, position: int) -> None:
    """Wait until the leaderboards of all processes show the last vote: 24 answers in a row do."""
    in_a_row = 0
    async with asyncio.timeout(CEILING_SECONDS):
        while in_a_row < 24:
            # A new connection each time, so that any of the processes may answer.
            async with httpx.AsyncClient(base_url=base, timeout=CEILING_SECONDS) as client:
                answer = await client.get("/api/v1/arenas/t2i/leaderboard")
            in_a_row = in_a_row + 1 if answer.json()["position"] == position else 0
