"""Batches: votes, skips and deals of one transaction see each other, votes first."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from service.arena.recording.appending import Memory, VoteBatch
from service.arena.recording.batches import record
from service.arena.voting import matchups
from service.arena.voting.assigning import AssignMatchup, Assignment
from service.arena.voting.matchup_ids import MatchupRef
from service.arena.voting.matchup_votes import MatchupVote, VoteResult
from service.arena.voting.skipping import SkipMatchup
from service.domain.axes import OVERALL
from service.domain.votes import Outcome, Receipt
from service.errors import AlreadyVoted, Conflict, NotFound
from tests.support.arenas import arena_services, ballots, checked
from tests.support.voting import ANNA, pictured

pytestmark = pytest.mark.anyio


async def test_a_deal_sees_the_vote_it_came_with(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        arena = await pictured(services)
        dealt = await matchups.deal(services, ANNA, "t2i")
        number = MatchupRef.parse(services.secret, dealt.id).number
        table = await services.decks.table(arena.id, OVERALL)
        tasks = [
            AssignMatchup(arena.id, ANNA.voter, None, None, table),
            SkipMatchup(number, ANNA.voter),
            VoteBatch(arena.id, ballots(3)),
            MatchupVote(arena.id, number, ANNA.voter, Outcome.LEFT),
        ]
        given, skipped, receipt, told = await services.database.write(record, Memory(), tasks)
        assert isinstance(receipt, Receipt)
        assert isinstance(told, VoteResult)
        assert isinstance(skipped, AlreadyVoted)
        assert isinstance(given, Assignment)
        assert given.created
        assert given.found is not None
        assert given.found.matchup.id != number
        assert (await checked(services)).differences == 0


async def test_where_an_arena_is_wrong_only_its_tasks_fail(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        arena = await pictured(services)
        table = await services.decks.table(arena.id, OVERALL)
        tasks = [
            VoteBatch(arena.id + 1, ballots(1)),
            AssignMatchup(arena.id, 5, None, None, table),
            MatchupVote(arena.id + 1, 5, None, Outcome.LEFT),
            VoteBatch(arena.id, ballots(1)),
        ]
        wrong, given, missing, receipt = await asyncio.gather(
            *map(services.recorder.submit, tasks), return_exceptions=True
        )
        assert isinstance(wrong, NotFound)
        assert isinstance(given, Assignment)
        assert isinstance(missing, NotFound)
        assert isinstance(receipt, Receipt)
        retire = "UPDATE arenas SET retired_at = 1"
        await services.database.write(lambda session: session.exec_driver_sql(retire))
        with pytest.raises(Conflict, match="retired"):
            await services.recorder.submit(MatchupVote(arena.id, 5, None, Outcome.LEFT))
