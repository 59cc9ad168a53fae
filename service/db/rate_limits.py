"""Rate limits that several processes share: what is left of each, and which processes count.

Every time is the database's: the clocks of the processes do not matter.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import delete, select, text, update

from service.db.bulk import Insert, Lookup
from service.db.engine import ReadSession, WriteSession
from service.db.rows import columns, fetch
from service.db.tables.access import rate_limiters, rate_limits
from service.domain import clock
from service.domain.rate_limits import MINUTE, VOTER_LIMITS, Slice, Subject, Usage, lease

# A process that was not heard of for so long leases no more slots; see `service.arena.access.meters`.
GONE = MINUTE + 5 * clock.SECOND

_NOW = {
    "postgresql": text("SELECT CAST(extract(epoch FROM clock_timestamp()) * 1000000 AS bigint)"),
    "sqlite": text("SELECT CAST((julianday('now') - 2440587.5) * 86400000000 AS integer)"),
}


class Ask(NamedTuple):
    """A process asks for slots of a subject's allowance: so many at once, and some in advance."""

    subject: Subject
    per_minute: int
    wanted: int


class Limiter(NamedTuple):
    """A process that counts; ``alone`` if it counts in memory, because it is the only one."""

    id: int
    alone: int
    seen_at: int


class _Row(NamedTuple):
    kind: int
    number: int
    full_at: int


_COLUMNS = _Row._fields
# Does nothing but lock the rows, and adds those that are missing.
_lock = Insert(rate_limits, _COLUMNS, "DO UPDATE SET full_at = rate_limits.full_at")
_save = Insert(rate_limits, _COLUMNS, "DO UPDATE SET full_at = excluded.full_at")
_attend = Insert(
    rate_limiters, Limiter._fields, "DO UPDATE SET alone = excluded.alone, seen_at = excluded.seen_at"
)
_FULL_AT = Lookup(
    _Row._make,
    "SELECT r.kind, r.number, r.full_at FROM k JOIN rate_limits r ON r.kind = k.kind AND r.number = k.number",
    kind="smallint",
    number="bigint",
)


def _now(session: ReadSession) -> int:
    return int(session.execute(_NOW[session.dialect.name]).scalar_one())


def _ahead(session: WriteSession, subjects: Iterable[Subject]) -> tuple[int, dict[Subject, int]]:
    """Lock the rows of subjects; return the time, and how far ahead of it each will be full again.

    Rows are locked in order, so that two processes do not wait for each other.
    """
    keys = sorted(set(subjects))
    _lock(session, [(*key, 0) for key in keys])
    rows = _FULL_AT(session, keys)
    now = _now(session)
    return now, {Subject(row.kind, row.number): max(0, row.full_at - now) for row in rows}


def lease_slices(session: WriteSession, asks: Sequence[Ask]) -> list[Slice]:
    """Lease slots of allowances; return a slice for each subject that is asked for, in order."""
    now, ahead = _ahead(session, (ask.subject for ask in asks))
    slices = [lease(ahead[ask.subject], ask.per_minute, ask.wanted) for ask in asks]
    taken = zip(asks, slices, strict=True)
    _save(session, [(*ask.subject, now + piece.end) for ask, piece in taken if piece.slots])
    return slices


def add_usage(session: WriteSession, usage: Sequence[Usage]) -> None:
    """Add what a process has counted in memory to what is stored."""
    now, ahead = _ahead(session, (one.subject for one in usage))
    for one in usage:
        ahead[one.subject] = min(MINUTE, ahead[one.subject] + one.micros)
    _save(session, [(*subject, now + micros) for subject, micros in ahead.items()])


def take_usage(session: WriteSession) -> list[Usage]:
    """Delete what is stored and return it, for a process that counts in memory from now on."""
    now = _now(session)
    rows = fetch(session, _Row, select(*columns(rate_limits, _Row)).where(rate_limits.c.full_at > now))
    session.execute(delete(rate_limits))
    return [Usage(Subject(row.kind, row.number), min(MINUTE, row.full_at - now)) for row in rows]


def forget_full(session: WriteSession) -> None:
    """Delete the rows of allowances that are full again."""
    session.execute(delete(rate_limits).where(rate_limits.c.full_at <= _now(session)))


def forget_voter(session: WriteSession, voter: int) -> None:
    """Delete what is left of a voter's allowances."""
    kinds = rate_limits.c.kind.in_(list(map(int, VOTER_LIMITS)))
    session.execute(delete(rate_limits).where(kinds, rate_limits.c.number == voter))


def limiters(session: ReadSession) -> Mapping[int, Limiter]:
    """Return the processes that count, by id, including some that are gone."""
    rows = fetch(session, Limiter, select(*columns(rate_limiters, Limiter)))
    return {row.id: row for row in rows}


def lock_limiters(session: WriteSession) -> None:
    """Let no other process attend until the end of the transaction; they can still be read."""
    if session.dialect.name == "postgresql":
        session.execute(text("LOCK TABLE rate_limiters IN EXCLUSIVE MODE"))


def forget_gone(session: WriteSession, keep: int) -> None:
    """Delete the processes that were not heard of for a while, except one.

    Not those that count alone. They are not heard of, and `retire` says when they count no more.
    """
    stale = (rate_limiters.c.seen_at < _now(session) - GONE, rate_limiters.c.alone == 0)
    session.execute(delete(rate_limiters).where(*stale, rate_limiters.c.id != keep))


def retire(session: WriteSession, limiter: int) -> None:
    """Store that no process but this one counts alone."""
    others = (rate_limiters.c.alone == 1, rate_limiters.c.id != limiter)
    session.execute(update(rate_limiters).where(*others).values(alone=0))


def attend(session: WriteSession, limiter: int, *, alone: bool) -> None:
    """Store that a process counts, and whether it is the only one."""
    _attend(session, [(limiter, int(alone), _now(session))])


def leave(session: WriteSession, limiter: int) -> None:
    """Store that a process counts no more."""
    session.execute(delete(rate_limiters).where(rate_limiters.c.id == limiter))
