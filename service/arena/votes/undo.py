"""Undo: a voter takes a vote back, for ten minutes, and the boards are as if it never was."""

from __future__ import annotations

from service.arena.access.visitors import Visitor
from service.arena.recording import recount
from service.arena.recording.backlog import locked_arenas
from service.arena.services import Services
from service.db.engine import WriteSession
from service.db.queries import votes
from service.domain import clock
from service.domain.matchups import UNDO
from service.domain.votes import Exclusion, VoteRef
from service.errors import Forbidden, Gone, NotFound

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
    if vote.voided_at is None and clock.now() > vote.voted_at + UNDO:
        raise Gone(f"votes can be undone for {UNDO // clock.SECOND // 60} minutes; this one is older")
    recount.void(session, arena, [ref.position], REASON, Exclusion.UNDONE)
