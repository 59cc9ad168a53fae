"""The reference check: an arena's votes folded by the ``trueskill`` package, compared with our own fold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from service.arena.progress import Progress, silent
from service.arena.recording.folding import CHUNK, params_of
from service.arena.recording.id_cache import IdCache
from service.db.engine import ReadSession
from service.db.queries import votes
from service.domain.arenas import Arena
from service.domain.rankings import ABOVE, LEVEL
from service.rating.rating_state import RatingState, Vote
from service.rating.reference import Unrated, fold_reference, largest_difference

# The package's default arithmetic is exact only to some millionths, which add up over a log.
TOLERANCE = 1e-3


@dataclass(frozen=True, slots=True)
class Opinion:
    """The largest difference between the package's ratings and ours, in units of mu.

    ``unrated`` counts the votes that the package could not rate; their axes are left out.
    """

    arena: str
    votes: int
    largest_difference: float
    unrated: int

    @property
    def agrees(self) -> bool:
        """Whether the difference is within the package's own error."""
        return self.largest_difference <= TOLERANCE


def compare(session: ReadSession, arena: Arena, progress: Progress = silent) -> Opinion:
    """Fold the arena's log both ways and compare all ratings.

    Takes about 0.1 ms for each axis of each vote.
    """
    ids = IdCache()
    log = list(_votes(session, arena, ids, progress))
    params = params_of(arena)
    state = RatingState(params, complete=True)
    state.fold_votes(log, 0)
    reference = fold_reference(log, params)
    unrated: Sequence[Unrated] = reference.unrated
    votes_read = sum(code not in {ABOVE, LEVEL} for _, _, code, _ in log)
    return Opinion(arena.slug, votes_read, largest_difference(state, reference).largest, len(unrated))


def _votes(session: ReadSession, arena: Arena, ids: IdCache, progress: Progress) -> Iterator[Vote]:
    for after in range(0, arena.last_position, CHUNK):
        upto = min(after + CHUNK, arena.last_position)
        for _, left, right, outcome, category_id, _ in votes.to_fold(session, arena.id, after, upto):
            yield left, right, outcome, ids.axes(session, category_id)
        progress("reading", upto, arena.last_position)
