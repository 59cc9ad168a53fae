"""From the log to the ratings: the one fold behind live votes, imports, voids and recounts.

A Folding reads votes of an arena's log in order and moves the ratings of a Book. When the log's day
changes it closes the old one: the ratings that changed on it become history, and the position before
the new day's first vote its checkpoint, from which a later recount can start.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate
from operator import itemgetter

from service.db.bulk import Insert, insert_together
from service.db.engine import ReadSession, WriteSession
from service.db.queries import ratings, votes
from service.db.queries.ratings import RatingTuple
from service.db.queries.votes import FoldTuple
from service.domain import clock
from service.domain.arenas import Arena
from service.domain.votes import log_day
from service.rating.changes import Changes
from service.rating.engines import engine
from service.rating.params import Params
from service.rating.rating_state import RatingState

AxesOf = Callable[[int], tuple[int, ...]]
CloseDay = Callable[[int, int, list[RatingTuple]], None]
Rows = tuple[Insert, Sequence[Sequence[object]]]

# Large enough that a chunk's fixed costs vanish, small enough for a few ten megabytes.
CHUNK = 100_000
# What a vote with a theme and a language counts on; only a guess at the work ahead.
AXES_A_VOTE = 4

_VOTED_AT = votes.FoldRow._fields.index("voted_at")


def params_of(arena: Arena) -> Params:
    """Return the parameters that an arena's ratings are made with."""
    return Params(
        mu=arena.mu,
        sigma=arena.sigma,
        beta=arena.beta,
        tau=arena.tau,
        draw_probability=arena.draw_probability,
        both_bad=arena.both_bad,
    )


def whole_book(arena: Arena, votes_to_fold: int) -> RatingState:
    """Return an empty book for folding many votes, with the engine that will be done first."""
    return RatingState(params_of(arena), complete=True, engine=engine("auto", votes_to_fold * AXES_A_VOTE))


class Folding:
    """One run of the fold over a part of an arena's log.

    ``arena`` is the state of the log as far as it was folded; ``touched`` the slots of the book that
    changed and the head-to-head counts to add. ``close_day`` is called with a day, its last
    position and the ratings that changed on it, in RATING order, before the next day's first vote.
    """

    def __init__(
        self, session: ReadSession, arena: Arena, book: RatingState, axes_of: AxesOf, close_day: CloseDay
    ) -> None:
        self.arena = arena
        self.book = book
        self.touched = Changes()
        self._session = session
        self._axes_of = axes_of
        self._close_day = close_day

    def run(self, upto: int, progress: Callable[[int], None] | None = None) -> None:
        """Fold the votes after the arena's last position up to this one."""
        while self.arena.last_position < upto:
            end = min(upto, self.arena.last_position + CHUNK)
            rows = votes.to_fold(self._session, self.arena.id, self.arena.last_position, end)
            self.feed(rows, end)
            if progress:
                progress(end)

    def feed(self, rows: Sequence[FoldTuple], upto: int) -> None:
        """Fold these rows, all that count after the arena's last position up to this one."""
        for day, segment in by_day(rows, self.arena.day):
            if self.arena.day is not None and day != self.arena.day:
                self._close(self.arena.day, segment[0][0] - 1)
            self.arena = replace(self.arena, day=day)
            self._load(segment)
            self._touch(self._fold(segment, day))
        self.arena = replace(self.arena, last_position=upto)

    def _fold(self, segment: Sequence[FoldTuple], day: int) -> Changes:
        """Fold votes of one day whose ratings the book has."""
        return self.book.fold(segment, self._axes_of, day)

    def _touch(self, more: Changes) -> None:
        if self.touched.slots:
            self.touched.merge(more)
        else:
            self.touched = more

    def _load(self, segment: Sequence[FoldTuple]) -> None:
        """Read those ratings from the database that the segment touches and the book has not yet."""
        if not self.book.complete:
            missing = self.book.missing(segment, self._axes_of)
            self.book.load(ratings.of_keys(self._session, missing))

    def _close(self, day: int, position: int) -> None:
        if not self.book.complete:
            self.book.load(ratings.of_arena(self._session, self.arena.id, day))
        self._close_day(day, position, self.book.changed_on(day))


def by_day(rows: Sequence[FoldTuple], day: int | None) -> Iterator[tuple[int, Sequence[FoldTuple]]]:
    """Yield the rows in runs of one log day each, given the day before them."""
    newest = list(accumulate(map(itemgetter(_VOTED_AT), rows), max))
    start = 0
    while start < len(rows):
        day = log_day(day, newest[start])
        end = bisect_left(newest, (day + 1) * clock.DAY, start)
        yield day, rows[start:end]
        start = end


def closing(session: WriteSession, arena_id: int) -> CloseDay:
    """Return the way to close days that stores them."""

    def close_day(day: int, position: int, rows: list[RatingTuple]) -> None:
        ratings.save_history(session, rows)
        ratings.save_checkpoints(session, [(arena_id, day, position)])

    return close_day


def save(session: WriteSession, folding: Folding, revision: int, *more: Rows) -> Arena:
    """Store what a folding changed, and the arena with its new revision; that arena.

    ``more`` are rows of other tables to be stored with them.
    """
    touched = folding.touched
    insert_together(
        session,
        (ratings.save, folding.book.rows(touched.slots)),
        (ratings.add_pairs, touched.pair_rows()),
        *more,
    )
    return replace(folding.arena, revision=revision, rated_at=clock.now())
