"""Skipping: matchups closed without a vote, and the limit on voters who mostly skip."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from service.arena.recording.operations import Memory, Operation, Phase
from service.db.engine import WriteSession
from service.db.queries import matchups
from service.db.queries.matchups import Matchup
from service.domain import clock
from service.domain.matchups import MOST_SKIPS, SKIP_WINDOW, MatchupState, may_skip
from service.errors import AlreadyVoted, ArenaError, Forbidden, Gone, NotFound, TooMany


@dataclass(frozen=True, slots=True)
class SkipMatchup(Operation[Matchup]):
    """The end of a matchup of an arena without a vote; ``free`` if the service is to blame for it."""

    arena_id: int
    matchup: int
    voter: int | None
    free: bool = False

    phase = Phase.SKIPS

    @classmethod
    def run(
        cls, session: WriteSession, _memory: Memory, operations: Sequence[SkipMatchup]
    ) -> Sequence[Matchup | ArenaError]:
        """See Operation."""
        return [_answer(session, operation) for operation in operations]


def _answer(session: WriteSession, operation: SkipMatchup) -> Matchup | ArenaError:
    try:
        return skip(session, operation)
    except ArenaError as error:
        return error


def skip(session: WriteSession, operation: SkipMatchup) -> Matchup:
    """Close an open matchup as skipped; return it as it was. A skipped one stays as it is.

    Raise NotFound, Forbidden, AlreadyVoted, Gone if it has expired, and TooMany if the voter has skipped
    too many matchups for the number voted on.
    """
    found = matchups.of_ids(session, [operation.matchup]).get(operation.matchup)
    if found is None:
        raise NotFound("there is no such matchup")
    row = found.matchup
    if operation.voter is not None and row.voter != operation.voter:
        raise Forbidden("this matchup was assigned to another voter")
    if row.state == MatchupState.VOTED:
        raise AlreadyVoted("this matchup was voted on; a vote can be undone")
    if row.state == MatchupState.EXPIRED:
        raise Gone("this matchup has expired; ask for another")
    if row.state == MatchupState.OPEN:
        if not operation.free and not found.withdrawn:
            _limit(session, row)
        matchups.save_open(session, [row._replace(state=int(MatchupState.SKIPPED), closed_at=clock.now())])
    return row


def _limit(session: WriteSession, row: Matchup) -> None:
    if row.voter is None:
        return
    ended = matchups.ended(session, row.voter, row.arena_id, clock.now() - SKIP_WINDOW)
    undone = matchups.undone(session, row.voter, row.arena_id, clock.now() - SKIP_WINDOW)
    if not may_skip(ended.get(MatchupState.VOTED, 0), ended.get(MatchupState.SKIPPED, 0), undone):
        raise TooMany(
            f"you can skip {MOST_SKIPS} matchups a day, plus one for each vote; an undone vote counts as a "
            "skip; vote on this one to go on",
            retry_after=SKIP_WINDOW // clock.SECOND,
        )
