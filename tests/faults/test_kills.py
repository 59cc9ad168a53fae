"""SIGKILL in the middle of a storm, again and again: each acknowledged vote is stored and rated once."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from tests.support.network.storm import Storm
from tests.support.processes.server import ServerProcess
from tests.support.runs.faults import consistent, logged, prepared

pytestmark = [pytest.mark.anyio, pytest.mark.kills]

# A fault that a fifth of all moments show is found with 96 % (16) and 83 % (8), by one run of many. What an
# SQLite file is like after each kind of write is `test_power`'s.
KILLS = {"sqlite": 16, "postgresql": 8}
# How many votes are acknowledged between a start and the kill, at least and at most.
FEWEST, MOST = 5, 60


async def test_kills_lose_nothing_and_double_nothing(database_url: str, tmp_path: Path) -> None:
    key = await prepared(database_url, tmp_path)
    random_ = random.Random(3)
    server = ServerProcess(database_url, tmp_path)
    storm = Storm(server.base, key)
    for kill in range(KILLS[database_url.partition(":")[0]]):
        server.start()
        async with storm.blowing():
            await storm.acknowledges(random_.randint(FEWEST, MOST))
            server.kill()
        # Folding the whole log after every kill would take most of the test's time.
        look = consistent if kill % 4 == 0 else logged
        await look(database_url, storm)
    with server:
        await storm.settle()
    assert await consistent(database_url, storm) == len(storm.sent)
    assert len(storm.acknowledged) > FEWEST * KILLS[database_url.partition(":")[0]]
