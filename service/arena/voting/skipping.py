"""Skipping: matchups that voters pass over, stored, and limited for those who only look."""

from __future__ import annotations

from dataclasses import dataclass

from service.arena.recording.operations import Operation
from service.db.engine import WriteSession
from service.db.queries import matchups
from service.db.queries.matchups import Matchup
from service.domain import clock
from service.domain.matchups import MOST_SKIPS, SKIP_WINDOW, MatchupState
from service.errors import AlreadyVoted, Forbidden, Gone, NotFound, TooMany


@dataclass(frozen=True, slots=True)
class SkipMatchup(Operation[Matchup]):
    """The end of a matchup without a vote, by its number; ``free`` where it is the service's fault."""

    matchup: int
    voter: int | None
    free: bool = False


def skip(session: WriteSession, task: SkipMatchup) -> Matchup:
    """Close an open matchup as skipped; what it was. One that is skipped already stays as it is.

    Raises NotFound, Forbidden, AlreadyVoted, Gone for an expired one, and TooMany for a voter who has skipped
    too much for how much was voted on.
    """
    found = matchups.of_ids(session, [task.matchup]).get(task.matchup)
    if found is None:
        raise NotFound("there is no such matchup")
    row = found.matchup
    if task.voter is not None and row.voter != task.voter:
        raise Forbidden("this matchup was dealt to another voter")
    if row.state == MatchupState.VOTED:
        raise AlreadyVoted("this matchup was voted on; a vote can be undone")
    if row.state == MatchupState.EXPIRED:
        raise Gone("this matchup has expired; ask for another")
    if row.state == MatchupState.OPEN:
        if not task.free and not found.withdrawn:
            _limit(session, row)
        matchups.save(session, [row._replace(state=int(MatchupState.SKIPPED), closed_at=clock.now())])
    return row


def _limit(session: WriteSession, row: Matchup) -> None:
    if row.voter is None:
        return
    ended = matchups.ended(session, row.voter, row.arena_id, clock.now() - SKIP_WINDOW)
    if ended.get(MatchupState.SKIPPED, 0) >= MOST_SKIPS + ended.get(MatchupState.VOTED, 0):
        raise TooMany(
            f"you can skip {MOST_SKIPS} matchups a day, plus one for each vote; vote on this one to go on",
            retry_after=SKIP_WINDOW // clock.SECOND,
        )
