"""Waiting for a leaderboard that includes a vote."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from service.arena.boards import at_least
from service.arena.boards.at_least import reach
from service.errors import Invalid, NotFound, Unavailable
from tests.support.votes.arenas import arena_services, ballots, new_arena, submit
from tests.support.votes.folds import append

pytestmark = pytest.mark.anyio


async def test_nobody_waits_for_a_vote_that_nobody_cast(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        arena = await new_arena(services)
        await submit(services, arena, ballots(3))
        await reach(services, "t2i", 3)
        with pytest.raises(Invalid, match="ends at position 3"):
            await reach(services, "t2i", 4)
        with pytest.raises(NotFound):
            await reach(services, "nowhere", 1)


async def test_it_waits_for_the_fold_and_not_for_ever(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with arena_services(postgres_url, tmp_path) as services:
        arena = await new_arena(services)
        await append(services.database, arena, ballots(3))
        waiting = asyncio.create_task(reach(services, "t2i", 3))
        services.recorder.join_workers()
        await waiting
        await services.recorder.close()
        await append(services.database, arena, ballots(3))
        monkeypatch.setattr(at_least, "WAIT_SECONDS", 0.05)
        with pytest.raises(Unavailable, match="position 6 of arena t2i is not rated yet") as caught:
            await reach(services, "t2i", 6)
        assert caught.value.retry_after
