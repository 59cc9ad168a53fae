"""Effects of voiding, seen before it is done: exactly what then comes, and nothing before."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.arena.boards import boards
from service.arena.votes.void_preview import effects_of_voiding
from service.arena.votes.votes import void_all
from service.domain.axes import OVERALL
from service.domain.votes import VoteRef
from tests.support.votes.arenas import arena_services, ballots, checked, new_arena, submit

pytestmark = pytest.mark.anyio


async def test_what_is_promised_comes_true(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        arena = await new_arena(services)
        await submit(services, arena, ballots(60, days=3))
        before = await boards.leaderboard(services, "t2i", OVERALL)
        chosen = {arena.id: [5, 40]}
        (effect,) = await effects_of_voiding(services, chosen)
        assert await boards.leaderboard(services, "t2i", OVERALL) == before
        assert (await checked(services)).differences == 0

        await void_all(services, [VoteRef(arena.id, position).id for position in chosen[arena.id]], "a test")
        after = await boards.leaderboard(services, "t2i", OVERALL)
        then, now = (
            {r.standing.model: (r.standing.score, r.rank) for r in b.ranked} for b in (before, after)
        )
        assert (effect.arena, effect.votes) == ("t2i", 2)
        assert effect.changes
        promised = {
            c.model: ((c.score_before, c.rank_before), (c.score_after, c.rank_after)) for c in effect.changes
        }
        assert promised == {model: (then[model], now[model]) for model in then if then[model] != now[model]}


async def test_a_model_that_loses_its_only_votes(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        arena = await new_arena(services)
        await submit(services, arena, ballots(1))
        (effect,) = await effects_of_voiding(services, {arena.id: [1]})
        assert len(effect.changes) == 2
        assert all(c.score_before is not None and c.score_after is None for c in effect.changes)
        assert all(c.rank_before is None and c.rank_after is None for c in effect.changes)


async def test_votes_go_on_afterwards(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        arena = await new_arena(services)
        for seed in range(3):
            await submit(services, arena, ballots(20, seed))
            await effects_of_voiding(services, {arena.id: [1, 2, 3]})
        assert (await checked(services)).differences == 0


async def test_nothing_of_votes_that_are_not_there(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        arena = await new_arena(services)
        (effect,) = await effects_of_voiding(services, {arena.id: [7]})
        assert (effect.votes, effect.changes) == (0, ())
        assert await effects_of_voiding(services, {}) == []
