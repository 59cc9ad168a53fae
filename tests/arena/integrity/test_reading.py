"""Reading: the newest votes on matchups, in pieces, with who cannot be called new."""

from __future__ import annotations

from pathlib import Path

import pytest

from service.arena.integrity import reading
from service.domain import clock
from tests.support.votes.arenas import arena_services
from tests.support.votes.rigged_arenas import HONEST_VOTES, PROBABILITY, ROBOT, ROBOT_VOTES, add_rigged
from tests.support.votes.voting import log

pytestmark = pytest.mark.anyio


async def test_votes_as_they_are_in_the_log(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "_PIECE", 50)
    async with arena_services(database_url, tmp_path) as services:
        arena = await services.database.write(add_rigged)
        votes, known_before, end = await reading.read(services, arena)
        assert end == len(await log(services))
        rows = await log(services)
        for name, column in (("left", "model_left"), ("right", "model_right"), ("outcome", "outcome")):
            assert getattr(votes, name).tolist() == [row[column] for row in rows]
        assert votes.voter.tolist()[-ROBOT_VOTES:] == [ROBOT] * ROBOT_VOTES
        assert votes.probability.tolist() == pytest.approx([PROBABILITY] * votes.size, rel=1e-14)
        assert votes.image_right.tolist() == [2 * position + 1 for position in votes.position.tolist()]
        assert known_before < 0

        newest, known_before, _ = await reading.read(services, arena, most=ROBOT_VOTES)
        assert newest.position.tolist()[0] == HONEST_VOTES + 1
        assert known_before == int(newest.voted_at.min()) // clock.DAY + 7
