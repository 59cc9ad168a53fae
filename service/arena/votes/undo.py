"""Undo: a voter takes a vote back, for ten minutes, and the boards are as if it never was."""

from __future__ import annotations

from service.arena.access.visitors import Visitor
from service.arena.recording import recount
from service.arena.recording.backlog import locked_arenas
from service.arena.services import Services
from service.db.engine import WriteSession
from service.db.queries import matchups, votes
from service.domain import clock
from service.domain.matchups import MOST_UNDOS, SKIP_WINDOW, UNDO, MatchupState, may_skip
from service.domain.votes import Exclusion, VoteRef
from service.errors import Forbidden, Gone, NotFound, TooMany

REASON = "undone by the voter"


async def undo(services: Services, visitor: Visitor, vote_id: int) -> None:
    """Take back a visitor's own vote. A vote that is already undone or void stays as it is.

    Its matchup stays closed. Takes as long as folding the arena's votes since the vote's day began. Raise
    NotFound if there is no such vote, Forbidden if it is another voter's, Gone after ten minutes, and
    TooMany.
    """
    await services.access.rate_limits.check_visitor(visitor, "undo")
    await services.database.write(_undo, VoteRef.parse(vote_id), visitor.voter)


def _undo(session: WriteSession, ref: VoteRef, voter: int) -> None:
    # Under the arena's lock no batch is half folded; votes that wait are folded after this.
    arena = locked_arenas(session, [ref.arena_id]).get(ref.arena_id)
    vote = votes.find(session, ref.arena_id, ref.position) if arena else None
    if arena is None or vote is None:
        raise NotFound(f"there is no vote {ref.id}")
    if vote.voter != voter:
        raise Forbidden("this vote is not yours; only its voter can undo it")
    if vote.voided_at is None:
        if clock.now() > vote.voted_at + UNDO:
            raise Gone(f"votes can be undone for {UNDO // clock.SECOND // 60} minutes; this one is older")
        _limit(session, voter, ref.arena_id)
    recount.void(session, arena, [ref.position], REASON, Exclusion.UNDONE)


def _limit(session: WriteSession, voter: int, arena_id: int) -> None:
    """Raise TooMany if a voter undoes much: the reveal was seen, and would cost nothing."""
    since = clock.now() - SKIP_WINDOW
    ended, undone = (
        matchups.ended(session, voter, arena_id, since),
        matchups.undone(session, voter, arena_id, since),
    )
    voted, skipped = ended.get(MatchupState.VOTED, 0), ended.get(MatchupState.SKIPPED, 0)
    if undone >= MOST_UNDOS or not may_skip(voted, skipped, undone):
        raise TooMany(
            f"you can undo {MOST_UNDOS} votes a day, as long as you also vote; this vote stays",
            retry_after=SKIP_WINDOW // clock.SECOND,
        )
