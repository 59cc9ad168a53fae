"""A log that was folded elsewhere, from its beginning: where a recount goes on from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from service.arena.recording.backlog import ClosedDay
from service.arena.recording.folding import AxesOf, CloseDay, Folding, empty_state, params_of
from service.db.engine import ReadSession
from service.db.queries import models
from service.db.queries.log import segments as log_segments
from service.db.queries.ratings import RatingTuple
from service.domain.arenas import Arena
from service.errors import Conflict
from service.rating.changes import Changes


@dataclass(slots=True)
class ClosedRows:
    """How many ratings closed days have, and the sum of their hashes.

    History is stored by axis and folded by day: looking up each day would read it once for every day. Rows
    whose number and sum are equal are the same rows, except for one case in 2**64. The hash of a row of
    numbers is the same in every process.
    """

    number: int = 0
    total: int = 0

    @classmethod
    def of(cls, rows: Iterable[RatingTuple]) -> ClosedRows:
        """Return what some rows are."""
        hashes = [hash(row) for row in rows]
        return cls(len(hashes), sum(hashes) % (1 << 64))

    def add(self, other: ClosedRows) -> None:
        """Add other rows to these."""
        self.number += other.number
        self.total = (self.total + other.total) % (1 << 64)


@dataclass(frozen=True, slots=True)
class PriorFold:
    """The fold of a log up to a position, as several workers or another machine have made it.

    ``arena`` is the arena as of the last vote folded, with the parameters of the fold. ``voided`` has the
    positions that were left out. ``counted`` has the head-to-head counts and the numbers of rankings.
    ``closed`` has the closed days with their last positions, and ``closed_rows`` says what their ratings are,
    which ``days`` yields, from the first day, each time. ``merged`` has the models that others were merged
    into, by the ids that those had.
    """

    arena: Arena
    voided: Sequence[int]
    ratings: Sequence[RatingTuple]
    counted: Changes
    closed: Sequence[tuple[int, int]]
    closed_rows: ClosedRows
    days: Callable[[], Iterable[ClosedDay]]
    merged: Mapping[int, int]


def resume(
    session: ReadSession, arena: Arena, prior: PriorFold, axes_of: AxesOf, close_day: CloseDay
) -> Folding:
    """Return a folding that has folded the votes of a folded log, and goes on after them.

    Raise Conflict if the log has changed meanwhile: if other votes are void up to that position, models were
    merged, or the arena has other parameters.
    """
    last = prior.arena.last_position
    if log_segments.voided(session, arena.id, last) != list(prior.voided):
        raise Conflict(f"votes of {arena.slug} were voided during the recount; run it again")
    if models.merged(session) != prior.merged:
        raise Conflict(f"models of {arena.slug} were merged during the recount; run it again")
    if params_of(arena) != params_of(prior.arena):
        raise Conflict(f"the parameters of {arena.slug} were changed during the recount; run it again")
    state = empty_state(arena, arena.last_position - last)
    state.load(prior.ratings)
    start = replace(arena, day=prior.arena.day, last_position=last)
    folding = Folding(session, start, state, axes_of, close_day)
    folding.changes.merge(prior.counted)
    return folding
