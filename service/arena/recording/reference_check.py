"""The second opinion: an arena's votes folded through the ``trueskill`` package, beside our own fold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from service.arena.progress import Progress, silent
from service.arena.recording.folding import CHUNK, params_of
from service.arena.recording.id_cache import IdCache
from service.db.engine import ReadSession
from service.db.queries import votes
from service.domain.arenas import Arena
from service.rating.rating_state import RatingState, Vote
from service.rating.reference import Unrated, fold_reference, largest_difference

# The package's default arithmetic is exact to some millionths only, which add up over a log.
TOLERANCE = 1e-3


@dataclass(frozen=True, slots=True)
class Opinion:
    """How far the package's ratings are from ours at most, in units of mu.

    ``unrated`` are the votes that the package could not rate; their axes are left out.
    """

    arena: str
    votes: int
    largest_difference: float
    unrated: int

    @property
    def agrees(self) -> bool:
        """Whether the difference is no more than the package's own error."""
        return self.largest_difference <= TOLERANCE


def compare(session: ReadSession, arena: Arena, progress: Progress = silent) -> Opinion:
    """Fold the arena's log both ways and compare every rating; about 0.1 ms for each axis of each vote."""
    names = IdCache()
    log = list(_votes(session, arena, names, progress))
    params = params_of(arena)
    book = RatingState(params, complete=True)
    book.fold_votes(log, 0)
    reference = fold_reference(log, params)
    unrated: Sequence[Unrated] = reference.unrated
    return Opinion(arena.slug, len(log), largest_difference(book, reference).largest, len(unrated))


def _votes(session: ReadSession, arena: Arena, names: IdCache, progress: Progress) -> Iterator[Vote]:
    for after in range(0, arena.last_position, CHUNK):
        upto = min(after + CHUNK, arena.last_position)
        for _, left, right, outcome, stratum_id, _ in votes.to_fold(session, arena.id, after, upto):
            yield left, right, outcome, names.axes(session, stratum_id)
        progress("reading", upto, arena.last_position)
