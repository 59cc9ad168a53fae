"""Two servers on one PostgreSQL: one folds the arena's log, and is killed, frozen and thawed meanwhile."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from service.db.queries.live.leases import LEASE_MICROSECONDS, leases
from service.domain import clock
from tests.support.faults import consistent, prepared
from tests.support.folds import opened
from tests.support.server import ServerProcess
from tests.support.storm import Storm

pytestmark = [pytest.mark.anyio, pytest.mark.kills]

VOTES = 150
LEASE_SECONDS = LEASE_MICROSECONDS / clock.SECOND


async def test_an_owner_that_is_killed_is_followed_by_the_other(postgres_url: str, tmp_path: Path) -> None:
    key = await prepared(postgres_url, tmp_path)
    (tmp_path / "second").mkdir()
    with (
        ServerProcess(postgres_url, tmp_path) as first,
        ServerProcess(postgres_url, tmp_path / "second") as second,
    ):
        storms = [Storm(first.base, key), Storm(second.base, key)]
        for killed, storm in ((second, storms[0]), (first, storms[1])):
            async with storms[0].blowing(), storms[1].blowing():
                await storm.acknowledges(VOTES)
                killed.kill()
                await storm.acknowledges(VOTES)
            killed.start()
            for one in storms:
                await one.settle()
    sent = {**storms[0].sent, **storms[1].sent}
    union = Storm("", key, sent=sent, acknowledged=set(sent))
    assert await consistent(postgres_url, tmp_path, union) == len(sent) >= 4 * VOTES // 2


async def test_an_owner_that_is_frozen_past_its_lease(postgres_url: str, tmp_path: Path) -> None:
    """Whoever of the two it is, the other goes on; thawed, it stores nothing that it had under way."""
    key = await prepared(postgres_url, tmp_path)
    (tmp_path / "second").mkdir()
    with (
        ServerProcess(postgres_url, tmp_path) as first,
        ServerProcess(postgres_url, tmp_path / "second") as second,
    ):
        storms = [Storm(first.base, key), Storm(second.base, key)]
        for frozen, storm in ((second, storms[0]), (first, storms[1])):
            async with storms[0].blowing(), storms[1].blowing():
                await storm.acknowledges(VOTES)
                before = await epochs(postgres_url)
                frozen.freeze()
                await asyncio.sleep(2 * LEASE_SECONDS)
                await storm.acknowledges(VOTES)
                frozen.thaw()
                await storm.acknowledges(VOTES)
            for one in storms:
                await one.settle()
            assert await epochs(postgres_url) >= before
    sent = {**storms[0].sent, **storms[1].sent}
    union = Storm("", key, sent=sent, acknowledged=set(sent))
    assert await consistent(postgres_url, tmp_path, union) == len(sent)
    assert sum(await epochs(postgres_url)) > 1  # the lease has changed hands


async def epochs(url: str) -> list[int]:
    """Return how often each arena's lease has had another owner."""
    async with opened(url) as database:
        return [row.epoch for row in await database.read(leases)]
