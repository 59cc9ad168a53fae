"""Waiting for a leaderboard that includes a vote."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from service.arena.boards import at_least
from service.arena.boards.at_least import reach
from service.errors import NotFound, Unavailable
from tests.support.arenas import arena_services, ballots, new_arena, submit

pytestmark = pytest.mark.anyio


async def test_it_waits_for_the_vote_and_not_for_ever(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with arena_services(database_url, tmp_path) as services:
        arena = await new_arena(services)
        await submit(services, arena, ballots(3))
        await reach(services, "t2i", 3)
        waiting = asyncio.create_task(reach(services, "t2i", 5))
        await submit(services, arena, ballots(2))
        await waiting
        with pytest.raises(NotFound):
            await reach(services, "nowhere", 1)
        monkeypatch.setattr(at_least, "WAIT_SECONDS", 0.05)
        with pytest.raises(Unavailable, match="up to position 5") as caught:
            await reach(services, "t2i", 6)
        assert caught.value.retry_after
