"""The states of leaderboards say what the leaderboards say."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.arena.boards.boards import leaderboard
from service.arena.boards.refits.computing import prepare
from service.arena.webhooks import board_states
from service.domain.axes import OVERALL, Axis
from service.domain.votes import Ballot, Outcome
from tests.support.votes.arenas import arena_services, ballots, new_arena, submit
from tests.support.votes.ledgers import vote

pytestmark = pytest.mark.anyio


async def test_ranks_places_and_leaders_are_those_of_the_leaderboard(
    database_url: str, tmp_path: Path
) -> None:
    async with arena_services(database_url, tmp_path) as services:
        arena = await new_arena(services)
        better = [Ballot("m0", f"m{i}", Outcome.LEFT) for i in range(1, 8) for _ in range(40)]
        await submit(services, arena, [*ballots(60), *better, vote(1, 2)])
        refits = services.boards.refits
        assert await services.database.read(board_states.read, arena.id, refits, {}) is None
        await prepare(services, "t2i")
        source = await services.database.read(board_states.read, arena.id, refits, {})
        assert source is not None
        states = {state.axis: state for state in board_states.states(source)}
        slugs = {model: slug for model, (slug, _) in source.names.items()}
        for axis in (OVERALL, Axis("people"), Axis("", "en")):
            board = await leaderboard(services, "t2i", axis)
            expected = {}
            for entry in board.ranked:
                places = board.places(entry.standing.model)
                assert places is not None
                expected[entry.standing.model] = (entry.rank, places.best, places.worst)
            assert {slugs[m]: tuple(place) for m, place in states[axis].places.items()} == expected
        leader = states[OVERALL].leader
        assert leader is not None
        assert slugs[leader] == "m0"
        assert states[Axis("people")].leader is None

        same = await services.database.read(board_states.read, arena.id, refits, source.seen)
        assert same is not None
        assert same.axes == []
        assert await services.database.read(board_states.read, 99, refits, {}) is None
