"""Hashes of networks: the same on one day in every process, and nothing that can be made again later."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.arena.access.network_keys import NetworkKeys, forget_old
from service.arena.voting.matchups import assign
from service.db.queries.privacy import network_keys
from service.domain import clock
from tests.support.votes.arenas import arena_services
from tests.support.votes.voting import ANNA, pictured, rows

pytestmark = pytest.mark.anyio


async def test_a_network_is_recognized_on_one_day_only(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = clock.now() // clock.DAY * clock.DAY
    monkeypatch.setattr(clock, "now", lambda: now)
    async with arena_services(database_url, tmp_path) as services:
        one, other = services.access.network_keys, NetworkKeys(services.database)
        first = await one.hash_of(-7)
        assert first == await other.hash_of(-7)
        assert len({first, -7, await one.hash_of(7), await one.hash_of(8)}) == 4
        assert await one.hash_of(None) is None
        now += clock.DAY
        second = await one.hash_of(-7)
        assert second not in {first, -7}
        assert second == await other.hash_of(-7)
        assert await services.database.write(forget_old) == 0
        now += clock.DAY
        assert await services.database.write(forget_old) == 1
        # The first day's key is gone: after its clock is set back, a process cannot make that hash again.
        now -= 2 * clock.DAY
        assert await services.database.read(network_keys.find, now // clock.DAY) is None
        assert await one.hash_of(-7) != first


async def test_a_matchup_keeps_the_hash_of_its_day(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        await pictured(services)
        await assign(services, ANNA, "t2i")
        (row,) = await rows(services)
        assert row["address"] == await services.access.network_keys.hash_of(ANNA.address)
        assert row["address"] != ANNA.address
