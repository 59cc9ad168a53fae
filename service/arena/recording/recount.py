"""Recount: the fold of the log again, from the start or from a day's end, to repair or to check."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from service.arena.progress import Progress, silent
from service.arena.recording.folding import CloseDay, Folding, closing, params_of, whole_book
from service.arena.recording.id_cache import IdCache
from service.db.engine import ReadSession, WriteSession
from service.db.queries import arenas, prompt_categories, ratings, votes
from service.db.queries.ratings import RatingTuple
from service.db.queries.votes import VoteRow
from service.domain import clock
from service.domain.arenas import Arena
from service.domain.votes import Exclusion
from service.rating.rating_state import RatingState


@dataclass(frozen=True, slots=True)
class Check:
    """What a recount of one arena found: how many stored rows differ from the log's fold."""

    arena: str
    votes: int
    differences: int


def refold(
    session: WriteSession, arena: Arena, from_day: int | None = None, progress: Progress = silent
) -> Folding:
    """Make the ratings and history of an arena anew from its log, from a day on or all; the folding.

    With ``from_day`` it starts at the checkpoint before that day and costs the votes since; the
    head-to-head counts are left to the caller, who knows what changed. Without, they are made anew too.
    The arena must be locked; storing it with a new revision is the caller's.
    """
    book, start = _state_before(session, arena, from_day)
    if from_day is None:
        ratings.forget(session, arena.id)
    else:
        # The day that the fold starts from is open again until a vote of a later day closes it.
        ratings.forget_from(session, arena.id, from_day, from_day if start.day is None else start.day)
    names = IdCache()
    folding = Folding(session, start, book, lambda i: names.axes(session, i), closing(session, arena.id))
    folding.run(arena.last_position, _telling(progress, arena))
    ratings.save(session, book.all_rows())
    if from_day is None:
        ratings.add_pairs(session, folding.touched.pair_rows())
    return folding


def _state_before(session: ReadSession, arena: Arena, day: int | None) -> tuple[RatingState, Arena]:
    """Return the ratings at the end of the last closed day before this one, and the arena as it was then."""
    closed = [c for c in ratings.checkpoints_of(session, arena.id) if day is not None and c[0] < day]
    if not closed:
        return whole_book(arena, arena.last_position), replace(arena, day=None, last_position=0)
    last_day, position = closed[-1]
    book = whole_book(arena, arena.last_position - position)
    book.load(ratings.at_day(session, arena.id, last_day))
    return book, replace(arena, day=last_day, last_position=position)


def _telling(progress: Progress, arena: Arena) -> Callable[[int], None]:
    return lambda position: progress(f"folding {arena.slug}", position, arena.last_position)


def recount(session: WriteSession, arena: Arena, progress: Progress = silent) -> Arena:
    """Fold the whole log anew with the arena's parameters as given, and store all of it; the arena.

    The way to new parameters: pass the locked arena with those in place.
    """
    params_of(arena)
    names = ("mu", "sigma", "beta", "tau", "draw_probability", "both_bad")
    arenas.change(session, arena.id, {name: getattr(arena, name) for name in names})
    return _advance(session, arena, refold(session, arena, progress=progress))


def _advance(session: WriteSession, before: Arena, folding: Folding) -> Arena:
    after = replace(folding.arena, revision=before.revision + 1, rated_at=clock.now())
    arenas.advance(session, after)
    return after


def void(
    session: WriteSession,
    arena: Arena,
    positions: Iterable[int],
    reason: str,
    exclusion: Exclusion = Exclusion.VOIDED,
) -> int:
    """Void the votes at these positions of a locked arena; how many were not void before.

    The ratings afterwards are those of a log without the votes, to the bit. Costs the votes since the
    day of the first of them. Positions that are not in the log are passed over.
    """
    found = [votes.find(session, arena.id, position) for position in sorted(set(positions))]
    rows = [row for row in found if row is not None and row.voided_at is None]
    if not rows:
        return 0
    positions = [row.position for row in rows]
    votes.void(session, arena.id, positions, at=clock.now(), reason=reason, exclusion=exclusion)
    _uncount_pairs(session, arena, rows)
    day = _day_of(session, arena, min(row.position for row in rows))
    _advance(session, arena, refold(session, arena, from_day=day))
    return len(rows)


def _uncount_pairs(session: WriteSession, arena: Arena, rows: Sequence[VoteRow]) -> None:
    names = IdCache()
    book = RatingState(params_of(arena), complete=True)
    fold_rows = [tuple(getattr(row, name) for name in votes.FoldRow._fields) for row in rows]
    change = book.fold(fold_rows, lambda i: names.axes(session, i), 0)
    counted = change.pair_rows()
    ratings.add_pairs(session, [(*row[:3], *(-count for count in row[3:])) for row in counted])
    ratings.forget_empty_pairs(session, counted)


def _day_of(session: ReadSession, arena: Arena, position: int) -> int | None:
    """Return the log's day on which the vote at a position moved the ratings."""
    closed = ratings.checkpoints_of(session, arena.id)
    return next((day for day, last in closed if position <= last), arena.day)


def check(session: ReadSession, arena: Arena, progress: Progress = silent) -> Check:
    """Fold the whole log in memory and count the stored rows that are not what it gives, bit for bit.

    Compares ratings, head-to-head counts, history and checkpoints, and counts gaps in the positions.
    """
    closed = _ClosedDays()
    folding = _fold_all(session, arena, closed.add, progress)
    differences = (
        _unequal(ratings.of_arena(session, arena.id), folding.book.all_rows())
        + _unequal(ratings.pairs_of_arena(session, arena.id), folding.touched.pair_rows())
        + (0 if closed.are_stored(session, arena.id) else _history_differences(session, arena, progress))
        + (arena.day != folding.arena.day)
        + votes.misplaced(session, arena.id, arena.last_position)
    )
    return Check(arena.slug, arena.last_position, differences)


def _fold_all(session: ReadSession, arena: Arena, close_day: CloseDay, progress: Progress) -> Folding:
    """Return the fold of an arena's whole log in memory."""
    names = IdCache()
    start, book = replace(arena, day=None, last_position=0), whole_book(arena, arena.last_position)
    folding = Folding(session, start, book, lambda i: names.axes(session, i), close_day)
    folding.run(arena.last_position, _telling(progress, arena))
    return folding


class _ClosedDays:
    """The days that the fold closed, with the sum of their rows' hashes.

    The history is stored by axis and folded by day: to look up each day of a year reads it a year of
    times. Where number and sum are the same, so are the rows, but for one chance in 2**64.
    """

    def __init__(self) -> None:
        self._positions: dict[int, int] = {}
        self._rows = 0
        self._sum = 0

    def add(self, day: int, position: int, rows: Sequence[RatingTuple]) -> None:
        """Take a day that the fold closes."""
        self._positions[day] = position
        self._count(rows)

    def are_stored(self, session: ReadSession, arena_id: int) -> bool:
        """Return whether the arena's history and checkpoints are those of these days."""
        stored = _ClosedDays()
        for axis_id in prompt_categories.axes_of_arena(session, arena_id):
            stored._count(ratings.closed_of_axis(session, axis_id))
        stored._positions = dict(ratings.checkpoints_of(session, arena_id))
        return vars(stored) == vars(self)

    def _count(self, rows: Sequence[RatingTuple]) -> None:
        self._rows += len(rows)
        self._sum = (self._sum + sum(map(hash, rows))) % (1 << 64)


def _history_differences(session: ReadSession, arena: Arena, progress: Progress) -> int:
    """Return how many rows of the history differ.

    The whole fold once more, for who wants to know what is wrong.
    """
    history = _HistoryCheck(session, arena.id)
    _fold_all(session, arena, history.compare, progress)
    return history.finish()


class _HistoryCheck:
    """Compares each day's history as the fold closes the day."""

    def __init__(self, session: ReadSession, arena_id: int) -> None:
        self._session = session
        self._arena_id = arena_id
        self._stored = dict(ratings.checkpoints_of(session, arena_id))
        self._differences = 0
        self._rows = 0

    def compare(self, day: int, position: int, rows: list[RatingTuple]) -> None:
        stored = ratings.history_of_day(self._session, self._arena_id, day)
        self._rows += len(stored)
        self._differences += _unequal(stored, rows) + (self._stored.pop(day, None) != position)

    def finish(self) -> int:
        """Return all differences, with the stored rows of days that the fold did not close."""
        beyond = ratings.history_size(self._session, self._arena_id) - self._rows
        return self._differences + beyond + len(self._stored)


def _unequal(stored: Sequence[tuple[float, ...]], folded: Sequence[tuple[float, ...]]) -> int:
    """Return how many rows differ, or stand on one side only: compared as tuples, to the bit."""
    if stored == folded:
        return 0
    ours, theirs = set(stored), set(folded)
    return max(len(ours - theirs), len(theirs - ours))
