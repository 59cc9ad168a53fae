"""Previews: what holding or releasing would change, and that nothing has changed."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.arena.integrity import holding, preview
from tests.support.votes.arenas import arena_services, ballots, checked, new_arena, submit
from tests.support.votes.voting import log

pytestmark = pytest.mark.anyio


async def test_releasing_would_undo_what_holding_would_do(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        arena = await new_arena(services)
        await submit(services, arena, ballots(60, days=3))
        before = await log(services)
        promised = await preview.of_votes(services, arena.id, [5, 40])
        assert promised.votes == 2
        assert promised.changes
        assert await log(services) == before

        done = await services.database.write(holding.hold_votes, arena.id, [5, 40], "odd")
        back = await preview.of_flag(services, done.flag)
        assert (back.arena, back.votes) == ("t2i", 2)
        swapped = [(c.model, c.score_after, c.score_before) for c in back.changes]
        assert swapped == [(c.model, c.score_before, c.score_after) for c in promised.changes]
        assert [row["exclusion"] for row in await log(services)].count(9) == 2
        assert (await checked(services)).differences == 0
