"""Who folds which arena's log on PostgreSQL: leases that run out by the database's own clock."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import TextClause, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.types import Integer

from service.db.engine import ReadSession, WriteSession
from service.db.rows import fetch
from service.domain import clock

LEASE_MICROSECONDS = 2 * clock.SECOND
"""How long a lease holds after it was renewed, and a worker counts as running after it was seen."""

FREED = "arena_leases"
"""The channel on which a worker that stops says that its arenas need another."""

_FORGET_MICROSECONDS = 60 * clock.SECOND

_NOW = "CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS bigint)"
_BEAT = text(
    f"INSERT INTO fold_workers (id, seen_at) VALUES (:worker, {_NOW}) "  # noqa: S608 - no values of others
    "ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at"
)
_FORGET = text(f"DELETE FROM fold_workers WHERE id = :worker OR seen_at < {_NOW} - {_FORGET_MICROSECONDS}")  # noqa: S608
# A time further ahead than any lease is from before the clock was set back. Living workers set it again.
_WORKERS = text(
    f"SELECT id FROM fold_workers WHERE abs(seen_at - {_NOW}) < {LEASE_MICROSECONDS} ORDER BY id"  # noqa: S608
)
_LIVE = f"expires_at - {_NOW} BETWEEN 1 AND {2 * LEASE_MICROSECONDS}"
_LEASES = text(
    f"SELECT arena_id, owner, epoch, owner IS NOT NULL AND {_LIVE} AS live "  # noqa: S608
    "FROM fold_leases ORDER BY arena_id"
)
_RENEWED = f"expires_at = {_NOW} + {LEASE_MICROSECONDS}"


def _some(sql: str) -> TextClause:
    return text(sql).bindparams(bindparam("arenas", type_=ARRAY(Integer)))


# A row that an import or a recount has locked is left alone: waiting would let the other leases run out.
UNLOCKED = "arena_id IN (SELECT arena_id FROM fold_leases WHERE {which} FOR UPDATE SKIP LOCKED)"
"""The leases among these that nobody else has locked."""

_RENEW = text(
    f"UPDATE fold_leases SET {_RENEWED} WHERE {UNLOCKED.format(which='owner = :worker')}"  # noqa: S608
)
_TAKE = _some(
    f"UPDATE fold_leases SET owner = :worker, epoch = epoch + 1, {_RENEWED} WHERE "  # noqa: S608
    + UNLOCKED.format(which=f"arena_id = ANY(:arenas) AND (owner IS NULL OR owner = :worker OR NOT {_LIVE})")
    + " RETURNING arena_id, epoch"
)
_RELEASE = _some(
    "UPDATE fold_leases SET owner = NULL, expires_at = 0 WHERE owner = :worker AND arena_id = ANY(:arenas)"
)
HOLD = (
    f"UPDATE fold_leases l SET {_RENEWED} FROM ready, part "  # noqa: S608
    "WHERE l.arena_id = part.id AND l.owner = :worker AND l.epoch = part.epoch {free} RETURNING l.arena_id"
)
"""Renews leases and keeps them until the transaction ends, except those that are another's by now.

``part`` has arenas and epochs. ``free`` is a further condition.
"""

_ANNOUNCE = text(f"SELECT pg_notify('{FREED}', '')")
_INTERRUPT = text("UPDATE fold_leases SET epoch = epoch + 1 WHERE arena_id = :arena")


class LeaseRow(NamedTuple):
    """An arena's lease; ``live`` is whether its owner has renewed it in time."""

    arena_id: int
    owner: int | None
    epoch: int
    live: bool


class _Taken(NamedTuple):
    arena_id: int
    epoch: int


def beat(session: WriteSession, worker: int) -> None:
    """Note that a worker is running, and renew its leases."""
    session.execute(_BEAT, {"worker": worker})
    session.execute(_RENEW, {"worker": worker})


def forget(session: WriteSession, worker: int) -> None:
    """Forget a worker that stops, and those that were not seen for a minute."""
    session.execute(_FORGET, {"worker": worker})


def announce(session: WriteSession) -> None:
    """Have the other workers look for arenas without an owner, once this is committed."""
    session.execute(_ANNOUNCE)


def workers(session: ReadSession) -> list[int]:
    """Return the running workers by id."""
    return [row.id for row in session.execute(_WORKERS)]


def leases(session: ReadSession) -> list[LeaseRow]:
    """Return every arena's lease by arena."""
    return fetch(session, LeaseRow, _LEASES)


def take(session: WriteSession, worker: int, arenas: Collection[int]) -> dict[int, int]:
    """Make a worker the owner of those of the arenas that have none; return the epochs by arena."""
    if not arenas:
        return {}
    rows = session.execute(_TAKE, {"worker": worker, "arenas": list(arenas)})
    return {row.arena_id: row.epoch for row in map(_Taken._make, rows)}


def release(session: WriteSession, worker: int, arenas: Collection[int]) -> None:
    """Give arenas back, so that others can take them at once."""
    if arenas:
        session.execute(_RELEASE, {"worker": worker, "arenas": list(arenas)})


def interrupt(session: WriteSession, arena_id: int) -> None:
    """Let the fold of a locked arena fail that has read its log and not stored anything; it begins again.

    Harmless on SQLite, where nobody owns arenas.
    """
    session.execute(_INTERRUPT, {"arena": arena_id})
