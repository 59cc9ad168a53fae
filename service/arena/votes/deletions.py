"""Deletion of a voter: the votes stop counting, exactly, and nothing is left that identifies the voter.

The rows stay, since positions have no gaps: the models, the outcome and the time. Deleted are the numbers of
the voter and the network, the time it took to answer, and the ids that other systems gave the votes, which
would lead back to the voter there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from service.arena.recording import recount
from service.arena.recording.backlog import locked_arenas
from service.db.engine import ReadSession, WriteSession
from service.db.queries import arenas, voters
from service.domain import clock
from service.domain.votes import Exclusion

REASON = "the voter was deleted"


@dataclass(frozen=True, slots=True)
class Traces:
    """How much is stored of a voter: votes, including void ones, their arenas, and assigned matchups."""

    votes: int
    arenas: int
    matchups: int


def traces(session: ReadSession, voter: int) -> Traces:
    """Return how much is stored of a voter."""
    positions = voters.positions(session, voter)
    return Traces(sum(map(len, positions.values())), len(positions), voters.count_matchups(session, voter))


def delete(session: WriteSession, voter: int) -> Traces:
    """Void a voter's votes and delete the voter; return how much was stored.

    The ratings afterwards are those of logs without the votes, to the bit. The same votes count as new if
    they are reported again. Holds the locks of all arenas for as long as it takes to fold from the day of the
    first vote on.
    """
    locked = locked_arenas(session, [arena.id for arena in arenas.every(session)])
    before = traces(session, voter)
    for arena_id, positions in voters.positions(session, voter).items():
        arena = locked[arena_id]
        if not recount.void(session, arena, positions, REASON, Exclusion.VOTER_DELETED):
            # What the log shows of these votes changes all the same.
            arenas.advance(session, replace(arena, revision=arena.revision + 1))
    voters.forget(session, voter, clock.now())
    return before
