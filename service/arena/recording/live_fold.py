"""The live fold on PostgreSQL: what the owner of an arena's lease does with each part of its log."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace
from typing import NamedTuple

from service.arena.recording.backlog import FoldedLog, NewRows, fold_rows
from service.arena.recording.folding import empty_state, params_of
from service.arena.recording.id_cache import IdCache
from service.arena.recording.reveals import Reveals
from service.db.bulk import Rows
from service.db.driver_errors import translated
from service.db.engine import ReadSession, WriteSession
from service.db.queries import arenas, matchups, ratings
from service.db.queries.live import folded, log, marks
from service.db.queries.live import leases as fold_leases
from service.domain import clock
from service.domain.arenas import Arena
from service.rating.engines import Engine
from service.rating.rating_state import RatingState

# Bounds how long a fold holds up the process, and with it the slowest answer.
VOTES_AT_ONCE = 2_000
# A longer backlog is folded in larger parts, with all ratings loaded, by the compiled fold if there is one.
_LONG = 20_000
_VOTES_OF_A_LONG_BACKLOG = 100_000
# So many ratings are all read before the first vote, which takes about 30 ms. Of more, only those are that a
# vote needs.
_FEW_RATINGS = 10_000


class LeaseLostError(Exception):
    """Another process owns the arena's lease by now, and folds its log."""


class OutdatedError(Exception):
    """The arena's ratings were changed by something else, such as a void, while the fold was under way."""


class Lease(NamedTuple):
    """A worker's right to fold an arena's log. The epoch rises whenever the owner changes."""

    arena_id: int
    worker: int
    epoch: int


class Rated(NamedTuple):
    """An arena's ratings in memory, the arena as of the last vote in them, and where its log ends.

    ``end`` is how far the log may be rated, as far as is known. The arena's revision is that of the ratings
    that were read.
    """

    arena: Arena
    state: RatingState
    end: int

    @property
    def votes_at_once(self) -> int:
        """How many votes the next part may have."""
        return _VOTES_OF_A_LONG_BACKLOG if self._is_long and self.state.complete else VOTES_AT_ONCE

    @property
    def should_begin_again(self) -> bool:
        """Whether so many votes wait that it is better to load all ratings first, for the fastest engine."""
        return self._is_long and not (self.state.complete and self.state.engine is self._fastest)

    @property
    def _fastest(self) -> Engine:
        return empty_state(self.arena, self.end - self.arena.last_position).engine

    @property
    def waits(self) -> bool:
        """Whether there are votes to rate, as far as is known."""
        return self.end > self.arena.last_position

    @property
    def _is_long(self) -> bool:
        return self.end - self.arena.last_position >= _LONG


def begin(session: ReadSession, arena_id: int) -> Rated | None:
    """Return the stored ratings of an arena, to fold its log on from there; None if it does not exist.

    They are read as they are needed, unless they are few or much of the log waits.
    """
    known = arenas.log_of(session, arena_id)
    if known is None:
        return None
    arena, end = known
    due = marks.due(session, arena_id, clock.now()) if arena.publish_after else end
    rated = Rated(arena, RatingState(params_of(arena)), due)
    if not rated.should_begin_again:
        first = ratings.of_arena(session, arena_id, most=_FEW_RATINGS + 1)
        rated.state.load(first)
        rated.state.complete = len(first) <= _FEW_RATINGS
        return rated
    state = empty_state(arena, due - arena.last_position)
    state.load(ratings.of_arena(session, arena_id))
    return rated._replace(state=state)


class Asked(NamedTuple):
    """An arena's ratings, to rate the next part of its log; ``ahead`` says that some are not stored."""

    rated: Rated
    ahead: bool


Next = tuple[FoldedLog, Rated]
"""A folded part of an arena's log, and the arena's ratings with it."""


def rate_next(session: ReadSession, ids: IdCache, asked: Sequence[Asked]) -> list[Next | Exception | None]:
    """Fold the next parts of the logs of different arenas in memory.

    Return for each what was folded, None if all of it is folded that may be, or the error that it failed
    with. After an error, returned or raised, the ratings must not be used any more.
    """
    afters = {rated.arena.id: rated.arena.last_position for rated, _ in asked}
    # Several arenas together hold up the process for no longer than one.
    most = max(1, max(rated.votes_at_once for rated, _ in asked) // len(asked))
    found = log.next_votes(session, afters, most)
    return [_rated(session, ids, one, found.get(one.rated.arena.id)) for one in asked]


def _rated(
    session: ReadSession, ids: IdCache, asked: Asked, found: log.NextVotes | None
) -> Next | Exception | None:
    if found is None:
        return None
    (arena, state, _), ahead = asked
    try:
        with translated():
            ids.learn_categories(session, arena.id)
            after = arena.last_position
            voted = matchups.voted(session, arena.id, after, found.upto) if found.on_matchups else ()
            rows = NewRows(found.votes, voted, found.upto)
            part = fold_rows(session, ids, arena, state, rows, ahead=ahead)
    except Exception as error:  # noqa: BLE001 - the other arenas are folded all the same
        return error
    return part, Rated(part.folding.arena, state, found.due)


class Storable(NamedTuple):
    """A folded part of a log, as it is to be stored: whatever is folded after it changes it no more."""

    arena: Arena
    rows: list[Rows]
    reveals: Reveals


def storable(part: FoldedLog, revision: int) -> Storable:
    """Return what to store of a folded part, as an arena's revision."""
    arena = replace(part.folding.arena, revision=revision, rated_at=clock.now())
    return Storable(arena, part.rows(), part.reveals)


class Sent(NamedTuple):
    """A part of an arena's log to be stored, and the lease that allows it."""

    lease: Lease
    part: Storable


def store(session: WriteSession, sent: Sequence[Sent]) -> list[Exception | None]:
    """Store parts of different arenas that were folded from the revisions before, with leases of one worker.

    Return for each part None, or why nothing of it was stored: a LeaseLostError or an OutdatedError. Of
    several parts, one whose lease somebody has locked counts as one whose lease is lost: try it alone.
    """
    parts = [folded.Part(lease.epoch, part.arena, part.arena.revision - 1, part.rows) for lease, part in sent]
    held, stored = folded.store(session, sent[0].lease.worker, parts)
    return [
        None if part.arena.id in stored else OutdatedError() if part.arena.id in held else LeaseLostError()
        for part in parts
    ]


class Leases(NamedTuple):
    """A worker's leases by arena, which of them it should give up, and the arenas that others fold."""

    held: dict[int, Lease]
    surplus: frozenset[int]
    others: frozenset[int]


def keep_leases(session: WriteSession, worker: int, released: Collection[int]) -> Leases:
    """Note that a worker is running, renew its leases and take those of its share that are free.

    ``released`` are the arenas that it has stopped folding, for others. The arenas are dealt out to the
    running workers in turn.
    """
    fold_leases.release(session, worker, released)
    fold_leases.beat(session, worker)
    # A process that was stopped for a moment since the line above no longer counts as running.
    workers, rows = sorted({worker, *fold_leases.workers(session)}), fold_leases.leases(session)
    share = {row.arena_id for i, row in enumerate(rows) if workers[i % len(workers)] == worker}
    epochs = {row.arena_id: row.epoch for row in rows if row.owner == worker and row.live}
    free = {row.arena_id for row in rows if row.arena_id in share and not row.live}
    epochs |= fold_leases.take(session, worker, free)
    held = {arena_id: Lease(arena_id, worker, epoch) for arena_id, epoch in epochs.items()}
    others = frozenset(row.arena_id for row in rows if row.live and row.owner != worker)
    return Leases(held, frozenset(held.keys() - share), others)


def leave(session: WriteSession, worker: int, arenas_held: Collection[int]) -> None:
    """Give back all leases of a worker that stops."""
    fold_leases.release(session, worker, arenas_held)
    fold_leases.forget(session, worker)
    fold_leases.announce(session)
