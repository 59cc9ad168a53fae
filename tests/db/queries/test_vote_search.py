"""Votes as administrators look for them, in the database."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.db.queries import vote_search
from tests.support.votes.arenas import arena_services, ballots, new_arena, submit

pytestmark = pytest.mark.anyio


async def test_before_a_position_and_no_more_than_asked_for(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        arena = await new_arena(services)
        await submit(services, arena, ballots(10))
        rows = await services.database.read(vote_search.search, arena.id, 9, 3)
        assert [row.position for row in rows] == [8, 7, 6]
        assert not await services.database.read(vote_search.search, arena.id, 9, 3, voter=1)
        assert not await services.database.read(vote_search.search, arena.id + 1, 9, 3)
