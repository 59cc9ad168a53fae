"""The live fold on PostgreSQL: what the owner of an arena's lease does with each part of its log."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import NamedTuple

from service.arena.recording.backlog import FoldedLog, fold_log
from service.arena.recording.folding import empty_state, params_of
from service.arena.recording.id_cache import IdCache
from service.arena.recording.reveals import Reveals
from service.db.engine import WriteSession
from service.db.queries import arenas, ratings
from service.db.queries.arenas import ArenaLog
from service.db.queries.live import leases as fold_leases
from service.db.queries.live import marks
from service.domain import clock
from service.rating.rating_state import RatingState

# Bounds how long a fold holds up the process, and with it the slowest answer.
VOTES_AT_ONCE = 2_000
# A longer backlog is folded in larger parts, with all ratings loaded, by the compiled fold if there is one.
_LONG = 20_000
_VOTES_OF_A_LONG_BACKLOG = 100_000


class LeaseLostError(Exception):
    """Another process owns the arena's lease by now, and folds its log."""


class OutdatedError(Exception):
    """The arena's ratings were changed by something else, such as a void, while the fold was under way."""


class Lease(NamedTuple):
    """A worker's right to fold an arena's log. The epoch rises whenever the owner changes."""

    arena_id: int
    worker: int
    epoch: int


@dataclass(slots=True)
class KeptState:
    """The ratings of an arena as a fold left them, at the revision it stored."""

    revision: int
    state: RatingState


class FoldedPart(NamedTuple):
    """What a fold has reached: the position, the reveals of the votes, and the ratings to go on with."""

    position: int
    reveals: Reveals
    kept: KeptState


def fold_next(session: WriteSession, lease: Lease, ids: IdCache, kept: KeptState | None) -> FoldedPart | None:
    """Fold the next part of an arena's log; return None if all of it is folded that may be.

    Raise LeaseLostError and OutdatedError. The state in ``kept`` must not be used again after an error.
    """
    log = arenas.log_of(session, lease.arena_id)
    if log is None or log.end == log.arena.last_position:
        return None
    due = marks.due(session, lease.arena_id, clock.now()) if log.arena.publish_after else log.end
    backlog = due - log.arena.last_position
    if backlog <= 0:
        return None
    most = VOTES_AT_ONCE if backlog < _LONG else _VOTES_OF_A_LONG_BACKLOG
    state = _state(session, log, kept, backlog)
    folded = fold_log(session, ids, log.arena, state, log.arena.last_position + min(backlog, most))
    return _store(session, lease, log, folded, state)


def _state(session: WriteSession, log: ArenaLog, kept: KeptState | None, backlog: int) -> RatingState:
    if backlog >= _LONG:
        state = empty_state(log.arena, backlog)
        state.load(ratings.of_arena(session, log.arena.id))
        return state
    current = kept is not None and kept.revision == log.arena.revision
    return kept.state if kept is not None and current else RatingState(params_of(log.arena))


def _store(
    session: WriteSession, lease: Lease, log: ArenaLog, folded: FoldedLog, state: RatingState
) -> FoldedPart:
    # Only now is anything locked, and not for long: a process that is stopped while it folds holds up nobody.
    if not fold_leases.hold(session, *lease):
        raise LeaseLostError
    arena = folded.save(session, log.arena.revision + 1)
    if not arenas.advance_from(session, arena, log.arena.revision):
        raise OutdatedError
    return FoldedPart(arena.last_position, folded.reveals, KeptState(arena.revision, state))


class Leases(NamedTuple):
    """A worker's leases by arena, which of them it should give up, and the arenas that others fold."""

    held: dict[int, Lease]
    surplus: frozenset[int]
    others: frozenset[int]


def keep_leases(session: WriteSession, worker: int, released: Collection[int]) -> Leases:
    """Note that a worker is running, renew its leases and take those of its share that are free.

    ``released`` are the arenas that it has stopped to fold for others. The arenas are dealt out to the
    running workers in turn.
    """
    fold_leases.release(session, worker, released)
    fold_leases.beat(session, worker)
    workers, rows = fold_leases.workers(session), fold_leases.leases(session)
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
