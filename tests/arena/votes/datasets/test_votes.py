"""Which votes a format can have, and the reason for each that it cannot."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.arena.images import images
from service.arena.votes.datasets.votes import Need, Side, read_votes, why_left_out
from service.domain.votes import Outcome
from tests.support.files.imports import the_arena
from tests.support.images.voted_images import FAST, open_voted, void
from tests.support.votes.arenas import arena_services, ballots, submit

DECIDED = Need(frozenset({"left", "right"}), images=True)
ALL = Need(frozenset({"left", "right", "tie", "both_bad"}), images=False)


@pytest.mark.anyio
async def test_each_vote_has_its_reason(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path, **FAST) as services:
        await open_voted(services, ("left", "tie", "both_bad", "right", "left"))
        arena = await the_arena(services.database)
        [reported] = [vote._replace(model_left="m0", model_right="m1") for vote in ballots(1)]
        await submit(services, arena, [reported._replace(outcome=Outcome.LEFT)])
        await void(services, 4)
        votes = [vote async for part in read_votes(services.database, "t2i", 6, 2) for vote in part]
        reasons = [why_left_out(vote, DECIDED) for vote in votes]
        assert reasons == [None, "tie", "both_bad", "void", None, "without images"]
        assert [why_left_out(vote, ALL) for vote in votes] == [None, None, None, "void", None, None]
        assert len([part async for part in read_votes(services.database, "t2i", 6, 5)]) == 2

        sides = votes[0].sides
        assert sides is not None
        await services.database.write(images.withdraw, "t2i", sides[1].image_id, "asked to")
        [again] = [vote async for part in read_votes(services.database, "t2i", 1, 1) for vote in part]
        assert again.sides == (sides[0], Side(sides[1].image_id, None))
        assert why_left_out(again, DECIDED) == "with a withdrawn image"
        assert again.pictures == [sides[0].picture]
        assert sides[0].picture is not None
        assert sides[0].picture.path == f"images/0000/{sides[0].image_id}.jpg"
