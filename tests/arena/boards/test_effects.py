"""Effects of a change: seen on the leaderboard, and rolled back with everything else."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.arena.boards.effects import effects
from service.arena.recording import recount
from service.db.engine import WriteSession
from service.domain.arenas import Arena
from tests.support.votes.arenas import arena_services, ballots, checked, new_arena, submit
from tests.support.votes.voting import log

pytestmark = pytest.mark.anyio


async def test_a_change_is_seen_and_does_not_happen(sqlite_url: str, tmp_path: Path) -> None:
    def nothing(_: WriteSession, __: Arena) -> int:
        return 0

    def void(session: WriteSession, arena: Arena) -> int:
        return recount.void(session, arena, [3], "tried")

    async with arena_services(sqlite_url, tmp_path) as services:
        arena = await new_arena(services)
        await submit(services, arena, ballots(40))
        before = await log(services)
        (none,) = await effects(services, [arena.id], nothing)
        assert (none.arena, none.votes, none.changes) == ("t2i", 0, ())
        (one,) = await effects(services, [arena.id, 99], void)
        assert one.votes == 1
        assert len(one.changes) >= 2
        assert await log(services) == before
        assert (await checked(services)).differences == 0
