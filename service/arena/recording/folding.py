"""From the log to the ratings: the one fold behind live votes, imports, voids and recounts.

A Folding reads the votes of an arena's log in order and updates a RatingState. When the log's day changes,
it closes the previous day: the ratings that changed on that day become history, and the position before the
new day's first vote becomes the day's checkpoint, from which a later recount can start.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate
from operator import itemgetter

from service.db.bulk import Rows, insert_together
from service.db.engine import ReadSession, WriteSession
from service.db.queries import ratings, votes
from service.db.queries.log import rankings as log_rankings
from service.db.queries.ratings import RatingTuple
from service.db.queries.votes import FoldTuple
from service.domain import clock
from service.domain.arenas import Arena
from service.domain.votes import log_day
from service.rating.bulk import Ints
from service.rating.changes import Changes
from service.rating.engines import engine
from service.rating.params import Params
from service.rating.rating_state import RatingState
from service.rating.vote_columns import VoteColumns

AxesOf = Callable[[int], tuple[int, ...]]
"""Returns the axes on which a vote of a prompt category counts."""

CloseDay = Callable[[int, int, list[RatingTuple]], None]
"""Called with a day, its last position and the ratings that changed on it, by axis and model."""

LogRows = Sequence[FoldTuple]
"""Votes as the fold reads them: the columns of `votes.FoldRow`, in log order."""

# Large enough that a chunk's fixed costs vanish, small enough to take a few tens of megabytes.
CHUNK = 100_000
# The axes of a vote with one theme and a language; only an estimate of the work ahead.
AXES_A_VOTE = 4

_VOTED_AT = votes.FoldRow._fields.index("voted_at")


def params_of(arena: Arena) -> Params:
    """Return the parameters of an arena's ratings."""
    return Params(
        mu=arena.mu,
        sigma=arena.sigma,
        beta=arena.beta,
        tau=arena.tau,
        draw_probability=arena.draw_probability,
        both_bad=arena.both_bad,
    )


def empty_state(arena: Arena, votes_to_fold: int) -> RatingState:
    """Return an empty state for folding this many votes, with the engine that is fastest for them."""
    return RatingState(params_of(arena), complete=True, engine=engine("auto", votes_to_fold * AXES_A_VOTE))


class LogFold(ABC):
    """One run of the fold over a part of an arena's log, from a state that has all its ratings.

    ``arena`` is the arena as of the last vote folded. ``changes`` holds the slots of the state that changed
    and the head-to-head counts to add. A day is closed before the first vote of the next one.
    """

    def __init__(self, arena: Arena, state: RatingState, axes_of: AxesOf) -> None:
        self.arena = arena
        self.state = state
        self.changes = Changes()
        self._axes_of = axes_of

    def feed(self, rows: LogRows, upto: int) -> None:
        """Fold these rows: all votes that count after the arena's last position, up to this one."""
        for day, segment in by_day(rows, self.arena.day):
            if self.arena.day is not None and day != self.arena.day:
                self._close(self.arena.day, segment[0][0] - 1)
            self.arena = replace(self.arena, day=day)
            self._load(segment)
            self._add(self._fold(segment, day))
        self.arena = replace(self.arena, last_position=upto)

    def _fold(self, segment: LogRows, day: int) -> Changes:
        """Fold votes of one day whose ratings are all loaded."""
        return self.state.fold(segment, self._axes_of, day)

    def _add(self, changes: Changes) -> None:
        if self.changes.is_empty:
            self.changes = changes
        else:
            self.changes.merge(changes)

    @abstractmethod
    def _load(self, segment: LogRows) -> None:
        """Load the ratings that the segment needs and the state does not have yet."""

    @abstractmethod
    def _close(self, day: int, position: int) -> None:
        """Close a day, which ends at a position."""


class Folding(LogFold):
    """A fold that reads from the database what it lacks: votes of the log, and ratings."""

    def __init__(
        self, session: ReadSession, arena: Arena, state: RatingState, axes_of: AxesOf, close_day: CloseDay
    ) -> None:
        super().__init__(arena, state, axes_of)
        self._session = session
        self._close_day = close_day

    def run(self, upto: int, progress: Callable[[int], None] | None = None) -> None:
        """Fold the votes after the arena's last position up to this one."""
        while self.arena.last_position < upto:
            end = min(upto, self.arena.last_position + CHUNK)
            rows = votes.to_fold(self._session, self.arena.id, self.arena.last_position, end)
            self.feed(rows, end)
            if progress:
                progress(end)

    def _load(self, segment: LogRows) -> None:
        missing = [] if self.state.complete else self.state.missing(segment, self._axes_of)
        if missing:
            self.state.load(ratings.of_keys(self._session, self.arena.id, missing))

    def _close(self, day: int, position: int) -> None:
        if not self.state.complete:
            self.state.load(ratings.of_arena(self._session, self.arena.id, day))
        self._close_day(day, position, self.state.changed_on(day))


def by_day(rows: LogRows, day: int | None) -> Iterator[tuple[int, LogRows]]:
    """Yield the rows in runs of one log day each, given the day of the vote before them."""
    newest = _newest(rows)
    start = 0
    while start < len(rows):
        day = log_day(day, int(newest[start]))
        end = bisect_left(newest, (day + 1) * clock.DAY, start)
        yield day, rows[start:end]
        start = end


def _newest(rows: LogRows) -> Sequence[int] | Ints:
    """Return for each row the newest time up to it."""
    if isinstance(rows, VoteColumns):
        return rows.newest()
    return list(accumulate(map(itemgetter(_VOTED_AT), rows), max))


def closing(session: WriteSession, arena_id: int) -> CloseDay:
    """Return a function that closes days by storing their history and checkpoint."""

    def close_day(day: int, position: int, rows: list[RatingTuple]) -> None:
        ratings.save_history(session, ratings.keyed(arena_id, rows))
        ratings.save_checkpoints(session, [(arena_id, day, position)])

    return close_day


def changed_rows(folding: Folding) -> list[Rows]:
    """Return the rows that a folding changed, but for the arena."""
    changes, arena_id = folding.changes, folding.arena.id
    return [
        (ratings.save, ratings.keyed(arena_id, folding.state.rows(changes.slots))),
        (ratings.add_pairs, ratings.keyed(arena_id, changes.pair_rows())),
        (log_rankings.add_sizes, ratings.keyed(arena_id, changes.size_rows())),
    ]


def save(session: WriteSession, folding: Folding, revision: int, *more: Rows) -> Arena:
    """Store what a folding changed, with rows of other tables; return the arena at its new revision.

    Storing the arena itself is left to the caller.
    """
    insert_together(session, *changed_rows(folding), *more)
    return replace(folding.arena, revision=revision, rated_at=clock.now())
