"""Tasks: how many votes each may add."""

from __future__ import annotations

from service.arena.recording.appending import VoteBatch
from service.arena.recording.operations import Operation
from service.arena.voting.matchup_votes import MatchupVote
from service.arena.voting.skipping import SkipMatchup
from service.domain.votes import Outcome
from tests.support.arenas import ballots


def test_the_votes_of_tasks() -> None:
    tasks: list[Operation[object]] = [
        VoteBatch(1, ballots(7)),
        MatchupVote(1, 2, 3, Outcome.LEFT),
        SkipMatchup(1, 2),
    ]
    assert [task.votes for task in tasks] == [7, 1, 0]
