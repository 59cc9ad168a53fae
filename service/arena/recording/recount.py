"""Recount: the log folded again, from the start or from the end of a day, to repair or to check."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from service.arena.progress import Progress, silent
from service.arena.recording.folding import AxesOf, CloseDay, Folding, closing, empty_state, params_of
from service.arena.recording.id_cache import IdCache
from service.arena.recording.prior_fold import ClosedRows, PriorFold, resume
from service.db.engine import ReadSession, WriteSession
from service.db.queries import arenas, prompt_categories, ratings, votes
from service.db.queries.live import leases
from service.db.queries.log import dropping, refits
from service.db.queries.log import rankings as log_rankings
from service.db.queries.ratings import RatingTuple
from service.db.queries.votes import VoteRow
from service.domain import clock
from service.domain.arenas import Arena
from service.domain.votes import Exclusion
from service.rating.rating_state import RatingState


@dataclass(frozen=True, slots=True)
class Check:
    """The result of checking one arena: how many stored rows differ from what folding its log gives."""

    arena: str
    votes: int
    differences: int


def refold(
    session: WriteSession,
    arena: Arena,
    from_day: int | None = None,
    progress: Progress = silent,
    prior: PriorFold | None = None,
) -> Folding:
    """Rebuild the ratings and history of an arena from its log, all of it or from a day on.

    Return the folding. With ``from_day`` it starts at the checkpoint before that day and folds the votes
    since. The head-to-head counts are then left to the caller, who knows what changed; without ``from_day``
    they are rebuilt, too, and only the votes after a ``prior`` fold are folded. The arena must be locked.
    Storing it with a new revision is left to the caller.
    """
    if from_day is None:
        ratings.forget(session, arena.id)
        log_rankings.forget_sizes(session, arena.id)
        refits.forget_from(session, arena.id)
        close_day = closing(session, arena.id)
        for closed in prior.days() if prior else ():
            close_day(*closed)
        folding = _from_start(session, arena, close_day, prior)
    else:
        state, start = _state_before(session, arena, from_day)
        # The day that the fold starts from is open again until a vote of a later day closes it.
        ratings.forget_from(session, arena.id, from_day, from_day if start.day is None else start.day)
        folding = Folding(session, start, state, _axes_of(session), closing(session, arena.id))
    folding.run(arena.last_position, _reporting(progress, arena))
    ratings.save(session, ratings.keyed(arena.id, folding.state.all_rows()))
    if from_day is None:
        ratings.add_pairs(session, ratings.keyed(arena.id, folding.changes.pair_rows()))
        log_rankings.add_sizes(session, ratings.keyed(arena.id, folding.changes.size_rows()))
    return folding


def _from_start(session: ReadSession, arena: Arena, close_day: CloseDay, prior: PriorFold | None) -> Folding:
    """Return a folding of an arena's whole log: at its beginning, or where it is folded up to.

    The days that a prior fold has closed are left to the caller.
    """
    if prior:
        return resume(session, arena, prior, _axes_of(session), close_day)
    start, state = replace(arena, day=None, last_position=0), empty_state(arena, arena.last_position)
    return Folding(session, start, state, _axes_of(session), close_day)


def _axes_of(session: ReadSession) -> AxesOf:
    ids = IdCache()
    return lambda category_id: ids.axes(session, category_id)


def _state_before(session: ReadSession, arena: Arena, day: int) -> tuple[RatingState, Arena]:
    """Return the ratings and the arena as of the end of the last closed day before this one."""
    closed = [c for c in ratings.checkpoints_of(session, arena.id) if c[0] < day]
    if not closed:
        return empty_state(arena, arena.last_position), replace(arena, day=None, last_position=0)
    last_day, position = closed[-1]
    state = empty_state(arena, arena.last_position - position)
    state.load(ratings.at_day(session, arena.id, last_day))
    return state, replace(arena, day=last_day, last_position=position)


def _reporting(progress: Progress, arena: Arena) -> Callable[[int], None]:
    return lambda position: progress(f"folding {arena.slug}", position, arena.last_position)


def recount(
    session: WriteSession, arena: Arena, progress: Progress = silent, prior: PriorFold | None = None
) -> Arena:
    """Fold the whole log again with the parameters of this arena, and store everything; return the arena.

    To change parameters, pass the locked arena with new ones. Only the votes after a ``prior`` fold are
    folded; raise Conflict if the log before them has changed since.
    """
    params_of(arena)
    names = ("mu", "sigma", "beta", "tau", "draw_probability", "both_bad")
    arenas.change(session, arena.id, {name: getattr(arena, name) for name in names})
    return _advance(session, arena, refold(session, arena, progress=progress, prior=prior))


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
    """Void the votes at these positions of a locked arena; return how many were not void before.

    The ratings afterwards are those of a log without the votes, to the bit. Folds the votes since the day of
    the first of them. Positions that are not in the log are ignored. Votes that are held can be voided for
    good, which changes no rating. Votes that were dropped from the table of votes come back to it.
    """
    wanted = set(positions)
    dropping.bring_back(session, arena.id, wanted)
    rows = [row for row in _found(session, arena, wanted) if _can_be_voided(row, exclusion)]
    if not rows:
        return 0
    places = [row.position for row in rows]
    votes.void(session, arena.id, places, at=clock.now(), reason=reason, exclusion=exclusion)
    published = _published(session, arena, rows)
    counted = [row for row in published if row.voided_at is None]
    if not counted:
        if published:
            # What the log shows of these votes changes all the same.
            arenas.advance(session, replace(arena, revision=arena.revision + 1))
        return len(rows)
    _count_pairs(session, arena, counted, -1)
    _fold_from(session, arena, counted[0].position)
    return len(rows)


def count_again(session: WriteSession, arena: Arena, positions: Iterable[int]) -> int:
    """Let the held votes at these positions of a locked arena count again; return how many they are.

    The ratings afterwards are those of a log in which they always counted, to the bit. Votes that are not
    held, or void for another reason, stay as they are.
    """
    rows = [row for row in _found(session, arena, positions) if row.exclusion == Exclusion.HELD]
    if not rows:
        return 0
    votes.unvoid(session, arena.id, [row.position for row in rows])
    published = _published(session, arena, rows)
    if not published:
        return len(rows)
    # Without a day no vote counted, and the whole log is folded, head-to-head counts and all.
    if arena.day is not None:
        _count_pairs(session, arena, published, 1)
    _fold_from(session, arena, published[0].position)
    return len(rows)


def _published(session: WriteSession, arena: Arena, rows: Sequence[VoteRow]) -> list[VoteRow]:
    """Return those of the votes that the ratings include.

    Changing only others raises no revision, for nobody is to see that they are there. A fold that has just
    read them is stopped in another way.
    """
    published = [row for row in rows if row.position <= arena.last_position]
    if len(published) < len(rows):
        leases.interrupt(session, arena.id)
    return published


def _found(session: ReadSession, arena: Arena, positions: Iterable[int]) -> list[VoteRow]:
    """Return the votes at these positions in log order, without those that the log does not have."""
    every = (votes.find(session, arena.id, position) for position in sorted(set(positions)))
    return [row for row in every if row is not None]


def _can_be_voided(row: VoteRow, exclusion: Exclusion) -> bool:
    return row.voided_at is None or row.exclusion == Exclusion.HELD != exclusion


def _fold_from(session: WriteSession, arena: Arena, position: int) -> None:
    """Fold the votes since the day of the vote at a position again, and forget the refits that had it."""
    closed = ratings.checkpoints_of(session, arena.id)
    refits.forget_from(session, arena.id, position)
    _advance(session, arena, refold(session, arena, from_day=_day_of(session, arena, position)))
    # Without the first votes of a day, the day before ends elsewhere, or has not ended at all.
    gone = {last for _, last in closed} - {last for _, last in ratings.checkpoints_of(session, arena.id)}
    if gone:
        refits.forget_from(session, arena.id, min(gone))


def _count_pairs(session: WriteSession, arena: Arena, rows: Sequence[VoteRow], sign: int) -> None:
    """Add votes to the head-to-head counts and the numbers of rankings, or take them away."""
    ids = IdCache()
    state = RatingState(params_of(arena), complete=True)
    changes = state.fold(votes.fold_rows(session, rows), lambda i: ids.axes(session, i), 0)
    counted = changes.pair_rows()
    signed = [(*row[:3], *(sign * count for count in row[3:])) for row in counted]
    ratings.add_pairs(session, ratings.keyed(arena.id, signed))
    ratings.forget_empty_pairs(session, arena.id, counted)
    if sizes := changes.size_rows():
        resized = [(category, size, sign * total) for category, size, total in sizes]
        log_rankings.add_sizes(session, ratings.keyed(arena.id, resized))
        log_rankings.forget_empty_sizes(session, arena.id)


def _day_of(session: ReadSession, arena: Arena, position: int) -> int | None:
    """Return the log day of the vote at a position."""
    closed = ratings.checkpoints_of(session, arena.id)
    return next((day for day, last in closed if position <= last), arena.day)


def check(
    session: ReadSession, arena: Arena, progress: Progress = silent, prior: PriorFold | None = None
) -> Check:
    """Fold the whole log in memory and count the stored rows that differ from the result in any bit.

    Compares what `compare` does, and adds the `gaps`. Only the votes after a ``prior`` fold are folded; raise
    Conflict if the log before them has changed since.
    """
    found = compare(session, arena, progress, prior)
    return replace(found, differences=found.differences + gaps(session, arena))


def compare(
    session: ReadSession, arena: Arena, progress: Progress = silent, prior: PriorFold | None = None
) -> Check:
    """Check as `check` does: ratings, head-to-head counts, numbers of rankings, history and checkpoints."""
    closed = _ClosedDays(prior)
    folding = _fold_all(session, arena, closed.add, progress, prior)
    differences = (
        _unequal(ratings.of_arena(session, arena.id), folding.state.all_rows())
        + _unequal(ratings.pairs_of_arena(session, arena.id), folding.changes.pair_rows())
        + _unequal(log_rankings.sizes_of_arena(session, arena.id), folding.changes.size_rows())
        + (
            0
            if closed.are_stored(session, arena.id)
            else _history_differences(session, arena, progress, prior)
        )
        + (arena.day != folding.arena.day)
    )
    return Check(arena.slug, arena.last_position, differences)


def gaps(session: ReadSession, arena: Arena) -> int:
    """Return how many positions of an arena's log lack a vote or are beyond its end."""
    log = arenas.log_of(session, arena.id)
    # The log may hold votes that are not rated yet.
    return votes.misplaced(session, arena.id, max(arena.last_position, log.end if log else 0))


def _fold_all(
    session: ReadSession, arena: Arena, close_day: CloseDay, progress: Progress, prior: PriorFold | None
) -> Folding:
    """Return the fold of an arena's whole log in memory, which closes the days after a prior fold."""
    folding = _from_start(session, arena, close_day, prior)
    folding.run(arena.last_position, _reporting(progress, arena))
    return folding


class _ClosedDays:
    """The days that the fold closed, beginning with those of a prior fold."""

    def __init__(self, prior: PriorFold | None) -> None:
        self._positions = dict(prior.closed) if prior else {}
        self._rows = replace(prior.closed_rows) if prior else ClosedRows()

    def add(self, day: int, position: int, rows: Sequence[RatingTuple]) -> None:
        """Add a day that the fold closes."""
        self._positions[day] = position
        self._rows.add(ClosedRows.of(rows))

    def are_stored(self, session: ReadSession, arena_id: int) -> bool:
        """Return whether the stored history and checkpoints of the arena are those of these days."""
        rows = ClosedRows()
        for axis_id in prompt_categories.axes_of_arena(session, arena_id):
            rows.add(ClosedRows.of(ratings.closed_of_axis(session, arena_id, axis_id)))
        return rows == self._rows and dict(ratings.checkpoints_of(session, arena_id)) == self._positions


def _history_differences(
    session: ReadSession, arena: Arena, progress: Progress, prior: PriorFold | None
) -> int:
    """Return how many rows of the history differ: the whole fold again, to find out what is wrong."""
    history = _HistoryCheck(session, arena.id)
    for closed in prior.days() if prior else ():
        history.compare(*closed)
    _fold_all(session, arena, history.compare, progress, prior)
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
        """Return the number of differences, including the stored rows of days that the fold did not close."""
        beyond = ratings.history_size(self._session, self._arena_id) - self._rows
        return self._differences + beyond + len(self._stored)


def _unequal(stored: Sequence[tuple[float, ...]], folded: Sequence[tuple[float, ...]]) -> int:
    """Return how many rows differ or are on one side only."""
    if stored == folded:
        return 0
    ours, theirs = set(stored), set(folded)
    return max(len(ours - theirs), len(theirs - ours))
