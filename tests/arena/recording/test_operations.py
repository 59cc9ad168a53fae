"""Tasks: how many votes each may add."""

from __future__ import annotations

from service.arena.recording.appending import Job
from service.arena.recording.operations import Task
from service.arena.voting.matchup_votes import Cast
from service.arena.voting.skipping import Skip
from service.domain.votes import Outcome
from tests.support.arenas import ballots


def test_the_votes_of_tasks() -> None:
    tasks: list[Task[object]] = [Job(1, ballots(7)), Cast(1, 2, 3, Outcome.LEFT), Skip(1, 2)]
    assert [task.votes for task in tasks] == [7, 1, 0]
