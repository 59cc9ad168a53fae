"""Votes as administrators look for them."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.arena.access.voters import code_of
from service.arena.votes import search
from service.arena.votes.votes import void_all
from service.domain.votes import VoteRef, outcome_label
from service.errors import NotFound
from tests.support.votes.arenas import arena_services, ballots, new_arena, submit

pytestmark = pytest.mark.anyio


async def test_newest_first_of_a_model_or_a_voter(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        arena = await new_arena(services)
        votes = [vote._replace(voter=7 if i % 3 else None) for i, vote in enumerate(ballots(30))]
        await submit(services, arena, votes)
        read = services.database.read
        every = await read(search.search, "t2i")
        assert [vote.position for vote in every] == list(range(30, 0, -1))
        assert [v.position for v in await read(search.search, "t2i", 5, 2)] == [4, 3]
        mine = await read(search.search, "t2i", voter=7)
        assert {vote.voter for vote in mine} == {code_of(7)}
        assert len(mine) == 20
        of_model = await read(search.search, "t2i", model="m1")
        assert [v.position for v in of_model] == [
            v.position for v in every if "m1" in {v.model_left, v.model_right}
        ]


async def test_one_with_its_reason(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        arena = await new_arena(services)
        (ballot,) = ballots(1)
        await submit(services, arena, [ballot])
        number = VoteRef(arena.id, 1).id
        found = await services.database.read(search.get, number)
        assert (found.arena, found.model_left, found.outcome) == (
            "t2i",
            ballot.model_left,
            outcome_label(ballot.outcome),
        )
        assert (found.voter, found.excluded, found.reason) == (None, None, None)
        await void_all(services, [number], "because")
        found = await services.database.read(search.get, number)
        assert (found.excluded, found.reason) == ("voided", "because")
        for other in (VoteRef(arena.id, 2).id, VoteRef(arena.id + 1, 1).id, 1):
            with pytest.raises(NotFound):
                await services.database.read(search.get, other)
