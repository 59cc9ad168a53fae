"""Agreement of an arena's voters: measured and stored."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.arena.catalog import arenas
from service.arena.integrity import agreement
from tests.support.votes.arenas import arena_services
from tests.support.votes.gold import add_answered

pytestmark = pytest.mark.anyio


async def test_measured_and_stored(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        await services.database.write(add_answered)
        arena = await services.database.read(arenas.get, "t2i")
        assert await services.database.read(agreement.last_of, arena.id) == []
        await agreement.measure(services, arena)
        rows = await services.database.read(agreement.last_of, arena.id)
        everything, *themes = rows
        assert (everything.theme, everything.pairs, everything.votes) == ("", 1, 2)
        # Two voters who contradict each other on the only pair: no more agreement than by chance, or less.
        assert everything.alpha is not None
        assert everything.alpha <= 0
        assert (everything.gold, everything.gold_right) == (2, 1)
        assert (everything.repeats, everything.repeats_same) == (1, 1)
        assert [one.theme for one in themes] == ["animals", "people"]
        assert sum(one.gold for one in themes) == 2
        again = await agreement.measure(services, arena)
        assert [one._replace(measured_at=0) for one in again] == [row._replace(measured_at=0) for row in rows]


async def test_an_arena_without_votes(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        arena = await services.database.write(lambda session: arenas.create(session, "empty", {}))
        (row,) = await agreement.measure(services, arena)
        assert (row.pairs, row.votes, row.alpha, row.right_share) == (0, 0, None, None)
