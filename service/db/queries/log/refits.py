"""Stored refits, and the epoch that says whether the votes behind one have changed since."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import LargeBinary, bindparam, delete, select, text

from service.db.engine import ReadSession, WriteSession
from service.db.tables.refits import refits

KEPT = 16
"""How many refits of an arena are kept: the last ones computed, and the one at the last position."""


class RefitKey(NamedTuple):
    """A stored refit. Another one at the same position, of other votes, has another epoch."""

    arena_id: int
    position: int
    epoch: int


_EPOCH = text("SELECT epoch FROM refit_states WHERE arena_id = :arena")
_NEWEST = text(
    "SELECT arena_id, position, epoch FROM refits WHERE arena_id = :arena AND position <= :upto "
    "ORDER BY position DESC LIMIT 1"
)
_STORED = text(
    "INSERT INTO refit_states (arena_id, epoch, stored) VALUES (:arena, 0, 1) "
    "ON CONFLICT (arena_id) DO UPDATE SET stored = refit_states.stored + 1 RETURNING epoch"
)
_ADD = text(
    "INSERT INTO refits (arena_id, position, epoch, computed_at, body) "
    "VALUES (:arena_id, :position, :epoch, :at, :body) ON CONFLICT (arena_id, position) DO NOTHING"
).bindparams(bindparam("body", type_=LargeBinary))
_OUTDATED = text(
    "INSERT INTO refit_states (arena_id, epoch, stored) VALUES (:arena, 1, 0) "
    "ON CONFLICT (arena_id) DO UPDATE SET epoch = refit_states.epoch + 1"
)


def epoch_of(session: ReadSession, arena_id: int) -> int:
    """Return the arena's epoch, which rises whenever votes in its log change."""
    return int(session.execute(_EPOCH, {"arena": arena_id}).scalar_one_or_none() or 0)


def newest(session: ReadSession, arena_id: int, upto: int) -> RefitKey | None:
    """Return the stored refit at the last position up to this one, or None."""
    row = session.execute(_NEWEST, {"arena": arena_id, "upto": upto}).one_or_none()
    return RefitKey(*row) if row else None


def positions(session: ReadSession, arena_id: int) -> list[int]:
    """Return the positions of an arena's stored refits, ascending."""
    chosen = select(refits.c.position).where(refits.c.arena_id == arena_id).order_by(refits.c.position)
    return [int(position) for position in session.execute(chosen).scalars()]


def body(session: ReadSession, key: RefitKey) -> bytes | None:
    """Return the body of a stored refit; None if it was deleted."""
    mine = (refits.c.arena_id == key.arena_id, refits.c.position == key.position, refits.c.epoch == key.epoch)
    return session.execute(select(refits.c.body).where(*mine)).scalar_one_or_none()


def add(session: WriteSession, key: RefitKey, body: bytes, at: int) -> bool:
    """Store a refit unless there is one at its position; return False if its votes have changed since.

    Delete those that are not kept.
    """
    # This also locks the arena's row of states, for which a void waits.
    if session.execute(_STORED, {"arena": key.arena_id}).scalar_one() != key.epoch:
        return False
    session.execute(_ADD, {**key._asdict(), "at": at, "body": body})
    mine = refits.c.arena_id == key.arena_id
    latest = select(refits.c.position).where(mine).order_by(refits.c.computed_at.desc()).limit(KEPT)
    last = select(refits.c.position).where(mine).order_by(refits.c.position.desc()).limit(1)
    kept = {int(row.position) for part in (latest, last) for row in session.execute(part)}
    session.execute(delete(refits).where(mine, refits.c.position.not_in(kept)))
    return True


def forget_from(session: WriteSession, arena_id: int, position: int = 0) -> None:
    """Delete an arena's refits at this position or after it, because votes before them change."""
    session.execute(_OUTDATED, {"arena": arena_id})
    session.execute(delete(refits).where(refits.c.arena_id == arena_id, refits.c.position >= position))
