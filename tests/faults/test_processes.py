"""Three processes, two of one server, write to one arena on PostgreSQL: no vote is lost or doubled."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from tests.support.network.storm import Storm
from tests.support.processes.server import ServerProcess
from tests.support.runs.faults import boards_follow, consistent, prepared

pytestmark = pytest.mark.anyio

VOTES = 200


async def test_a_storm_over_three_processes(postgres_url: str, tmp_path: Path) -> None:
    key = await prepared(postgres_url, tmp_path)
    pair, alone = (
        ServerProcess(postgres_url, tmp_path, "--processes", "2"),
        ServerProcess(postgres_url, tmp_path),
    )
    with pair, alone:
        storms = [Storm(server.base, key) for server in (pair, alone)]
        # The second one sends the same votes as the first: the later of the two is a duplicate.
        async with storms[0].blowing(), storms[1].blowing():
            await asyncio.gather(*(storm.acknowledges(VOTES) for storm in storms))
        for storm in storms:
            await storm.settle()
        sent = {**storms[0].sent, **storms[1].sent}
        for server in (pair, alone):
            await boards_follow(server.base, len(sent))
    union = Storm("", key, sent=sent, acknowledged=set(sent))
    assert await consistent(postgres_url, union) == len(sent) >= VOTES
