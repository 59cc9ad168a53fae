"""Deletion of a voter: the votes stop counting, exactly, and nothing is left that identifies the voter.

The rows stay, since positions have no gaps: the models, the outcome and the time. Deleted are the numbers of
the voter and the network, the time it took to answer, and the ids that other systems gave the votes, which
would lead back to the voter there.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from service.arena.access import audit
from service.arena.access.visitors import Visitor
from service.arena.recording import recount
from service.arena.recording.backlog import locked_arenas
from service.arena.services import Services
from service.db.engine import ReadSession, WriteSession
from service.db.queries import arenas, own_votes, voters
from service.db.queries.log import flags
from service.db.queries.privacy import flagged, retention
from service.db.queries.voters import FindVotes, Positions
from service.domain import clock
from service.domain.votes import Exclusion

REASON = "the voter was deleted"


@dataclass(frozen=True, slots=True)
class Traces:
    """How much is stored of a voter: votes, including void ones, their arenas, and assigned matchups."""

    votes: int
    arenas: int
    matchups: int


@dataclass(frozen=True, slots=True)
class OwnVotes:
    """A voter's votes in an arena: how many count, and how many do not."""

    arena: str
    name: str
    counted: int
    void: int


@dataclass(frozen=True, slots=True)
class DeletionPlan:
    """What the deletion of a visitor will do: to the votes of each arena, and to a number of matchups."""

    arenas: tuple[OwnVotes, ...]
    matchups: int

    @property
    def counted(self) -> int:
        """How many votes will stop counting."""
        return sum(one.counted for one in self.arenas)


def traces(session: ReadSession, voter: int, find: FindVotes = voters.positions) -> Traces:
    """Return how much is stored of a voter, with the votes that ``find`` finds."""
    return _traces(session, voter, find(session, voter))


def _traces(session: ReadSession, voter: int, positions: Positions) -> Traces:
    return Traces(sum(map(len, positions.values())), len(positions), voters.count_matchups(session, voter))


def plan(session: ReadSession, voter: int) -> DeletionPlan:
    """Return what the deletion of a voter who votes in a browser would do."""
    found = voters.positions_by_matchups(session, voter)
    counted = own_votes.counted(session, voter)
    affected = [
        OwnVotes(
            arena.slug, arena.name, counted.get(arena.id, 0), len(found[arena.id]) - counted.get(arena.id, 0)
        )
        for arena in arenas.every(session)
        if arena.id in found
    ]
    return DeletionPlan(tuple(affected), voters.count_matchups(session, voter))


async def delete_own(services: Services, visitor: Visitor) -> Traces:
    """Delete a visitor at its own request; return how much was stored. Raise TooMany.

    The audit log notes that somebody did this, and how many votes it was, but not who.
    """
    await services.access.rate_limits.check_visitor(visitor, "data")
    return await services.database.write(_delete_own, visitor.voter)


def _delete_own(session: WriteSession, voter: int) -> Traces:
    deleted = delete(session, voter, voters.positions_by_matchups)
    if deleted.matchups:
        counts = f"{deleted.votes} votes in {deleted.arenas} arenas and {deleted.matchups} matchups"
        detail = f"at the voter's request: {counts}"
        audit.note(session, None, "delete", "a voter", detail)
    return deleted


def delete(session: WriteSession, voter: int, find: FindVotes = voters.positions) -> Traces:
    """Void a voter's votes and delete the voter; return how much was stored.

    The ratings afterwards are those of logs without the votes, to the bit. The same votes count as new if
    they are reported again. Holds the locks of the voter's arenas for as long as it takes to fold from the
    day of the first vote on. What the voter does meanwhile in other arenas is not deleted.
    """
    retention.lock(session)
    concerned = voters.arenas_of_matchups(session, voter) | find(session, voter).keys()
    locked = locked_arenas(session, concerned)
    positions = {one: found for one, found in find(session, voter).items() if one in locked}
    before = _traces(session, voter, positions)
    for arena_id, cast in positions.items():
        arena = locked[arena_id]
        if not recount.void(session, arena, cast, REASON, Exclusion.VOTER_DELETED):
            # What the log shows of these votes changes all the same.
            arenas.advance(session, replace(arena, revision=arena.revision + 1))
    for arena_id in locked:
        flags.forget(session, arena_id, "voter", voter)
        flagged.forget_votes(session, arena_id, positions.get(arena_id, []))
    voters.forget(session, voter, {one: positions.get(one, []) for one in locked}, clock.now())
    return before
