"""Two servers on one PostgreSQL: each folds some arenas, and is killed, frozen and thawed meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from service.db.queries.live.leases import LEASE_MICROSECONDS, leases
from service.domain import clock
from tests.support.network.storm import Storm
from tests.support.processes.server import ServerProcess
from tests.support.runs.faults import consistent, prepared
from tests.support.votes.folds import opened

pytestmark = [pytest.mark.anyio, pytest.mark.kills]

VOTES = 150
# Voters of each server, and how long each pauses before a vote.
VOTERS, PAUSE_SECONDS = 8, 0.05
ARENAS = ("t2i", "edits", "posters")
LEASE_SECONDS = LEASE_MICROSECONDS / clock.SECOND


@asynccontextmanager
async def two_servers(url: str, folder: Path) -> AsyncIterator[list[tuple[ServerProcess, Storm]]]:
    """Yield two servers, each with a storm; afterwards no vote may be lost, doubled or not rated."""
    key = await prepared(url, folder, *ARENAS[1:])
    (folder / "second").mkdir()
    with ServerProcess(url, folder) as first, ServerProcess(url, folder / "second") as second:
        pairs = [(server, Storm(server.base, key)) for server in (first, second)]
        yield pairs
    sent = {name: vote for _, storm in pairs for name, vote in storm.sent.items()}
    union = Storm("", key, ARENAS, sent=sent, acknowledged=set(sent))
    assert await consistent(url, union) == len(sent) >= VOTES


async def test_an_owner_that_is_killed_is_followed_by_the_other(postgres_url: str, tmp_path: Path) -> None:
    async with two_servers(postgres_url, tmp_path) as pairs:
        for (killed, one), (_, other) in (pairs, pairs[::-1]):
            async with one.blowing(VOTERS, PAUSE_SECONDS), other.blowing(VOTERS, PAUSE_SECONDS):
                await other.acknowledges(VOTES // 3)
                killed.kill()
                await other.acknowledges(VOTES // 3)
            killed.start()
            await one.settle()
            await other.settle()


async def test_an_owner_that_is_frozen_past_its_lease(postgres_url: str, tmp_path: Path) -> None:
    """Whichever of the two it is, the other goes on; thawed, it stores nothing that it had under way."""
    async with two_servers(postgres_url, tmp_path) as pairs:
        for (frozen, one), (_, other) in (pairs, pairs[::-1]):
            async with one.blowing(VOTERS, PAUSE_SECONDS), other.blowing(VOTERS, PAUSE_SECONDS):
                # By then every axis has been made. A server that is frozen while it makes one keeps the end
                # of its arena's log locked, and votes that need one too wait, wherever they are sent.
                await asyncio.gather(one.acknowledges(VOTES), other.acknowledges(VOTES))
                before = await epochs(postgres_url)
                frozen.freeze()
                try:
                    await asyncio.sleep(2 * LEASE_SECONDS)
                    await other.acknowledges(VOTES // 3)
                finally:
                    frozen.thaw()
                await other.acknowledges(VOTES // 3)
            await one.settle()
            await other.settle()
            assert await epochs(postgres_url) >= before
    assert sum(await epochs(postgres_url)) > 1  # the lease has changed hands


async def epochs(url: str) -> list[int]:
    """Return how often each arena's lease has had another owner."""
    async with opened(url) as database:
        return [row.epoch for row in await database.read(leases)]
