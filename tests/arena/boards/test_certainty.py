"""How sure a leaderboard says it is, and that anyone can compute the same from the public log."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from service.api.schemas.boards import LeaderboardOut
from service.arena.boards import boards, certainty
from service.arena.boards.boards import Board
from service.arena.boards.certainty import IntervalBasis
from service.arena.boards.point_in_time import PointInTime
from service.arena.boards.refits.computing import prepare
from service.arena.recording import recount
from service.arena.services import Services
from service.arena.votes.exports import export_votes
from service.domain.axes import OVERALL, Axis, PromptCategory
from service.domain.votes import OUTCOMES, Ballot, Outcome
from service.rating.bradley_terry import fit_pairs
from service.rating.bulk import pair_counts
from service.rating.clustered import widened
from service.rating.log_arrays import LogArrays
from service.rating.spreads import spreads
from tests.support.votes.arenas import arena_services, ballots, new_arena, submit
from tests.support.votes.ledgers import reread

pytestmark = pytest.mark.anyio

PEOPLE = Axis("people")


def shared(count: int) -> list[Ballot]:
    """Return votes on eight prompts by five voters, which have much to do with both."""
    random_ = random.Random(3)
    votes = []
    for one in ballots(count):
        prompt, voter = random_.randrange(8), random_.randrange(5)
        left, right = (hash_of(prompt, voter, model) for model in one[:2])
        category = PromptCategory.of(["people"] if prompt % 2 else [], "en")
        vote = one._replace(category=category, prompt=f"prompt {prompt}", voter=voter - 2 or 9)
        votes.append(vote._replace(outcome=Outcome.LEFT if left > right else Outcome.RIGHT))
    return votes


def hash_of(prompt: int, voter: int, model: str) -> float:
    return random.Random(f"{prompt}{model}").random() + 0.3 * random.Random(f"{voter}{model}").random()


async def board_of(services: Services, axis: Axis = OVERALL, at: int | None = None) -> Board:
    return await boards.leaderboard(services, "t2i", axis, at=None if at is None else PointInTime(at))


async def test_a_board_says_what_its_intervals_rest_on(database_url: str, tmp_path: Path) -> None:
    """Now and in the past; votes that name nothing say so, and a void changes what the board says."""
    async with arena_services(database_url, tmp_path) as services:
        arena = await new_arena(services)
        await submit(services, arena, ballots(100))
        await submit(services, arena, shared(200))
        first = await board_of(services)
        assert first.basis == certainty.UNKNOWN
        assert first.limits is None
        await prepare(services, "t2i")
        now = await board_of(services)
        assert now.basis[:3] == ("clustered by prompt and voter", 8, 5)
        assert now.basis.sentence == "Intervals allow for what votes share: 8 prompts and 5 voters."
        assert now.limits is not None
        assert sum(now.limits[:3]) == pytest.approx(1.0, abs=1e-3)
        assert now.limits.votes < 0.9
        for before, after in zip(first.ranked, now.ranked, strict=True):
            assert after.interval.high - after.interval.low > before.interval.high - before.interval.low
            assert after.interval.rating == before.interval.rating
        past = await board_of(services, at=100)
        assert past.basis.position is not None
        assert past.basis == IntervalBasis("by vote", 0, 0, past.basis.position)
        assert "name neither prompts nor voters" in past.basis.sentence
        assert past.limits is not None
        assert past.limits.ceiling is None
        shape = LeaderboardOut.of(past)
        assert shape.interval.model_dump() == {**past.basis._asdict(), "detail": past.basis.sentence}
        assert shape.limits is not None
        assert shape.limits.detail == "More votes would help most: 100 of the next 100 units of certainty."
        await services.database.write(lambda s: recount.void(s, reread(s, arena.id), [150], "a bot"))
        assert (await board_of(services)).basis == past.basis  # the newest that a void left


async def test_anyone_can_repeat_the_intervals_from_an_export(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        arena = await new_arena(services)
        await submit(services, arena, shared(300))
        path = tmp_path / "log.ndjson"
        with path.open("wb") as target:
            await services.database.read(export_votes, "t2i", "ndjson", target)
        await prepare(services, "t2i")
        for axis in (OVERALL, PEOPLE):
            board = await board_of(services, axis)
            assert board.basis.position is not None
            names, estimates = repeated(path, axis, board.basis.position)
            for entry in board.ranked:
                own = estimates[names.index(entry.standing.model)]
                assert own[:3] == pytest.approx(entry.interval[:3], abs=0.01)


def repeated(path: Path, axis: Axis, upto: int) -> tuple[list[str], dict[int, Any]]:
    """Return the models of an exported log, and their intervals by place."""
    votes = [vote for vote in map(json.loads, path.read_text().splitlines()) if not vote["voided_at"]]
    names = sorted({vote[side] for vote in votes for side in ("model_left", "model_right")})
    kinds = sorted({(tuple(vote["themes"]), vote["language"] or "") for vote in votes})
    log = LogArrays.of_rows(
        [
            (
                vote["position"],
                names.index(vote["model_left"]),
                names.index(vote["model_right"]),
                OUTCOMES[vote["outcome"]],
                kinds.index((tuple(vote["themes"]), vote["language"] or "")),
                vote["prompt_id"] or 0,
                vote["voter_number"] or 0,
            )
            for vote in votes
        ]
    )
    categories = {i: PromptCategory(*kind) for i, kind in enumerate(kinds)}
    known = spreads(LogArrays(*(column[log.position <= upto] for column in log)), categories)
    mine = [axis in categories[i].axes() for i in log.category.tolist()]
    sides = (column[mine] for column in (log.category * 0, log.model_left, log.model_right, log.outcome))
    rows = [tuple(row[1:]) for row in zip(*(c.tolist() for c in pair_counts(*sides)), strict=True)]
    return names, widened(fit_pairs(rows), known.axes[axis]).estimates
