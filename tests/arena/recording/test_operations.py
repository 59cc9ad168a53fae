"""Operations of one batch see each other, votes first; each may add a number of votes."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from service.arena.recording import recount
from service.arena.recording.operations import Memory, Operation, run_batch
from service.arena.recording.vote_batches import VoteBatch
from service.arena.voting import matchups
from service.arena.voting.assigning import AssignMatchup, Assignment
from service.arena.voting.matchup_ids import MatchupRef
from service.arena.voting.matchup_votes import MatchupVote, VoteResult
from service.arena.voting.skipping import SkipMatchup
from service.db.engine import WriteSession
from service.domain.axes import OVERALL
from service.domain.votes import Outcome, Receipt
from service.errors import AlreadyVoted, Conflict, NotFound
from tests.support.votes.arenas import add_arena, add_models, arena_services, ballots, checked
from tests.support.votes.ledgers import cast, inside, reread, state, vote
from tests.support.votes.voting import ANNA, pictured


def test_how_many_votes_operations_may_add() -> None:
    operations: list[Operation[object]] = [
        VoteBatch(1, ballots(7)),
        MatchupVote(1, 2, 3, Outcome.LEFT),
        SkipMatchup(1, 1, 2),
    ]
    assert [operation.votes for operation in operations] == [7, 1, 0]


def test_ratings_are_used_again_only_at_the_revision_they_were_left_at(shared_url: str) -> None:
    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        memory = Memory()
        cast(session, arena, ballots(5), memory)
        current = reread(session, arena.id)
        kept = memory.states[arena.id][1]
        assert memory.take_state(current) is kept
        memory.keep_state(current, kept)
        cast(session, arena, [vote(0, 1)])
        assert memory.take_state(reread(session, arena.id)) is not kept
        assert memory.states == {}

    inside(shared_url, work)


def test_ratings_that_are_taken_are_gone_until_they_are_given_back(shared_url: str) -> None:
    """A batch that fails in the middle leaves a state half folded: nobody may find it."""

    def work(session: WriteSession) -> None:
        add_models(session)
        arena = add_arena(session)
        memory = Memory()
        cast(session, arena, ballots(5), memory)
        current = reread(session, arena.id)
        taken = memory.take_state(current)
        assert memory.take_state(current) is not taken
        memory.forget()
        assert (memory.states, memory.ids.models) == ({}, {})

    inside(shared_url, work)


def test_a_memory_of_ratings_with_other_parameters_is_not_used(shared_url: str) -> None:
    """New parameters come with a new revision, so that a process rates with them at once."""

    def work(session: WriteSession) -> None:
        add_models(session)
        arena, born = add_arena(session, "a"), add_arena(session, "b", both_bad="ignore")
        memory = Memory()
        cast(session, arena, ballots(10), memory)
        changed = replace(reread(session, arena.id), both_bad="ignore")
        recount.recount(session, changed)
        cast(session, arena, ballots(10, seed=2), memory)
        cast(session, born, [*ballots(10), *ballots(10, seed=2)])
        assert state(session, arena.id) == state(session, born.id)

    inside(shared_url, work)


@pytest.mark.anyio
async def test_an_assignment_sees_the_vote_it_came_with(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        arena = await pictured(services)
        dealt = await matchups.assign(services, ANNA, "t2i")
        number = MatchupRef.parse(services.secret, dealt.id).number
        sampler = await services.voting.pools.sampler(arena.id, OVERALL)
        operations: list[Operation[object]] = [
            AssignMatchup(arena.id, ANNA.voter, None, None, sampler),
            SkipMatchup(arena.id, number, ANNA.voter),
            VoteBatch(arena.id, ballots(3)),
            MatchupVote(arena.id, number, ANNA.voter, Outcome.LEFT),
        ]
        assigned, skipped, receipt, result = await services.database.write(run_batch, Memory(), operations)
        assert isinstance(receipt, Receipt)
        assert isinstance(result, VoteResult)
        assert isinstance(skipped, AlreadyVoted)
        assert isinstance(assigned, Assignment)
        assert assigned.created
        assert assigned.found is not None
        assert assigned.found.matchup.id != number
        assert (await checked(services)).differences == 0


@pytest.mark.anyio
async def test_where_an_arena_is_wrong_only_its_operations_fail(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        arena = await pictured(services)
        sampler = await services.voting.pools.sampler(arena.id, OVERALL)
        operations: list[Operation[object]] = [
            VoteBatch(arena.id + 1, ballots(1)),
            AssignMatchup(arena.id, 5, None, None, sampler),
            MatchupVote(arena.id + 1, 5, None, Outcome.LEFT),
            VoteBatch(arena.id, ballots(1)),
        ]
        wrong, assigned, missing, receipt = await asyncio.gather(
            *map(services.recorder.submit, operations), return_exceptions=True
        )
        assert isinstance(wrong, NotFound)
        assert isinstance(assigned, Assignment)
        assert isinstance(missing, NotFound)
        assert isinstance(receipt, Receipt)
        retire = "UPDATE arenas SET retired_at = 1"
        await services.database.write(lambda session: session.exec_driver_sql(retire))
        with pytest.raises(Conflict, match="retired"):
            await services.recorder.submit(MatchupVote(arena.id, 5, None, Outcome.LEFT))
