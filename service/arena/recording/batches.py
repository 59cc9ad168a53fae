"""Batches: all that waits for the recorder, done in one transaction.

Votes come first: who asks for the next matchup while the vote on the last one waits finds that one closed.
"""

from __future__ import annotations

from collections.abc import Sequence

from service.arena.recording.appending import Memory, VoteBatch
from service.arena.recording.appending import record as record_votes
from service.arena.recording.operations import Operation
from service.arena.voting.assigning import AssignMatchup, assign_matchups
from service.arena.voting.matchup_votes import MatchupVote
from service.arena.voting.skipping import SkipMatchup, skip
from service.db.engine import WriteSession
from service.errors import ArenaError


def record(session: WriteSession, memory: Memory, tasks: Sequence[Operation[object]]) -> list[object]:
    """Do the tasks; an answer for each, in order, or the error that it alone is refused with.

    Raises NotFound where a vote's arena does not exist, Conflict where it is retired; then nothing is done.
    """
    voting = [(i, task) for i, task in enumerate(tasks) if isinstance(task, VoteBatch | MatchupVote)]
    answers: dict[int, object] = {}
    if voting:
        recorded = record_votes(session, memory, [task for _, task in voting])
        answers.update(zip((i for i, _ in voting), recorded, strict=True))
    for i, task in enumerate(tasks):
        if isinstance(task, SkipMatchup):
            answers[i] = _skipped(session, task)
    dealing = [(i, task) for i, task in enumerate(tasks) if isinstance(task, AssignMatchup)]
    if dealing:
        dealt = assign_matchups(session, [task for _, task in dealing])
        answers.update(zip((i for i, _ in dealing), dealt, strict=True))
    return [answers[i] for i in range(len(tasks))]


def _skipped(session: WriteSession, task: SkipMatchup) -> object:
    try:
        return skip(session, task)
    except ArenaError as error:
        return error
