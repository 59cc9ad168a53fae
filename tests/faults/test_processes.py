"""Four processes on one PostgreSQL, all writing to one arena: no gap, nothing doubled, nothing lost."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.support.network.storm import Storm
from tests.support.processes.server import ServerProcess
from tests.support.runs.faults import boards_follow, consistent, prepared

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
        await boards_follow(server.base, len(sent))
    union = Storm(server.base, key, sent=sent, acknowledged=set(sent))
    assert await consistent(postgres_url, tmp_path, union) == len(sent) >= VOTES
