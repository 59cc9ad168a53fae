"""Deletion of a voter: the votes stop counting, exactly, and nothing is left that identifies who cast them.

The rows stay, since positions have no gaps: who was compared, what was said and when. What goes is the
voter's number, the network's, the time it took to answer, and the ids that other systems gave the votes,
since those lead back to the voter there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from service.arena.recording import recount
from service.db.engine import ReadSession, WriteSession
from service.db.queries import arenas, voters
from service.domain import clock
from service.domain.votes import Exclusion

REASON = "the voter was deleted"


@dataclass(frozen=True, slots=True)
class Traces:
    """How much there is of a voter: votes, void ones too, in how many arenas, and matchups dealt."""

    votes: int
    arenas: int
    matchups: int


def traces(session: ReadSession, voter: int) -> Traces:
    """Return how much there is of a voter."""
    found = voters.positions(session, voter)
    return Traces(sum(map(len, found.values())), len(found), voters.count_matchups(session, voter))


def delete(session: WriteSession, voter: int) -> Traces:
    """Void a voter's votes and wipe out the voter; what there was.

    The ratings afterwards are those of logs without the votes, to the bit. The same votes reported again
    are new ones. Holds all arenas' locks for as long as it takes to fold from the day of the first vote on.
    """
    locked = arenas.lock(session, [arena.id for arena in arenas.every(session)])
    found = traces(session, voter)
    for arena_id, positions in voters.positions(session, voter).items():
        arena = locked[arena_id]
        if not recount.void(session, arena, positions, REASON, Exclusion.VOTER_DELETED):
            # What the log tells of these votes changes all the same.
            arenas.advance(session, replace(arena, revision=arena.revision + 1))
    voters.forget(session, voter, clock.now())
    return found
