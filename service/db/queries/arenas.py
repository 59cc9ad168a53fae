"""Arenas in the database, and the row locks that guard the growth and the fold of an arena's log."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import fields
from typing import Any, NamedTuple

from sqlalchemy import bindparam, insert, select, text, update
from sqlalchemy.dialects import postgresql

from service.db.direct import DirectStatement
from service.db.engine import ReadSession, WriteSession
from service.db.poolers import NoTransactionError, is_apart
from service.db.rows import fetch
from service.db.tables.catalog import arenas
from service.db.tables.votes import fold_leases, log_ends
from service.domain.arenas import Arena
from service.domain.paging import Page

_COLUMNS = [arenas.c[field.name] for field in fields(Arena)]
_OF_SLUG = select(*_COLUMNS).where(arenas.c.slug == bindparam("slug"))
STATE = ("revision", "last_position", "day", "rated_at")
"""The columns that a fold changes."""

# Every batch of votes runs these. They are text because looking up a compiled statement takes longer than
# running it.
_NAMES = [column.name for column in _COLUMNS]
_ONE = f"SELECT {', '.join(_NAMES)}, position FROM arenas JOIN log_ends ON arena_id = id WHERE id = :id"  # noqa: S608
_LOG = text(_ONE)
# NO KEY, because a transaction that adds a row of the arena holds its key, and may be waiting for the log.
_LOCKS = [
    text(f"SELECT 1 FROM {table} WHERE {key} = :id FOR NO KEY UPDATE")  # noqa: S608
    for table, key in (("log_ends", "arena_id"), ("fold_leases", "arena_id"), ("arenas", "id"))
]
_LOG_STATES = text(
    "SELECT id, slug, retired_at IS NOT NULL AS retired, revision, last_position, position, "
    "publish_after > 0 AS delayed "
    "FROM arenas JOIN log_ends ON arena_id = id"
)
_SET = ", ".join(f"{name} = :{name}" for name in STATE)
_ADVANCE = text(f"UPDATE arenas SET {_SET} WHERE id = :id")  # noqa: S608
FOLDED = "arena_folded"
"""The channel on which a fold is announced: the arena's id and the last position, with a space between."""

STATE_KINDS = {name: arenas.c[name].type.compile(postgresql.dialect()) for name in STATE}  # type: ignore[no-untyped-call]
ADVANCE_FROM = (
    f"UPDATE arenas a SET {', '.join(f'{name} = part.{name}' for name in STATE)} FROM held, part "  # noqa: S608
    "WHERE a.id = held.arena_id AND part.id = a.id AND a.revision = part.before "
    f"RETURNING a.id, pg_notify('{FOLDED}', a.id || ' ' || a.last_position)"
)
"""Stores what folds have reached, unless an arena's revision is another one than ``before`` by now.

``part`` has the arenas, and ``held`` those that may be changed.
"""

_END = text("UPDATE log_ends SET position = :position WHERE arena_id = :id")


class ArenaLog(NamedTuple):
    """An arena, whose ``last_position`` is that of the last folded vote, and the end of its log."""

    arena: Arena
    end: int


def _log(row: Sequence[Any]) -> ArenaLog:
    return ArenaLog(_arena(row[:-1]), row[-1])


_LOGS = DirectStatement(_ONE.replace("= :id", "= ANY(CAST(:ids AS integer[]))"), _log)


class LogState(NamedTuple):
    """An arena, its revision, how far its votes are rated, and where its log ends.

    ``delayed`` says that it publishes votes with a delay: nobody is told where such a log ends.
    """

    id: int
    slug: str
    retired: bool
    revision: int
    rated: int
    end: int
    delayed: bool = False


def lock(session: WriteSession, ids: Iterable[int]) -> dict[int, ArenaLog]:
    """Return the logs of arenas; nobody else appends or folds until the transaction ends. Ignore unknown ids.

    Arenas are locked in the order of their ids, and an arena's rows always in the same order, so that two
    processes never wait for each other.
    """
    logs = {}
    for arena_id in sorted(set(ids)):
        if session.dialect.name != "sqlite":  # whose transactions exclude each other
            for statement in _LOCKS:
                session.execute(statement, {"id": arena_id})
        log = log_of(session, arena_id)
        if log:
            logs[arena_id] = log
    return logs


def lock_end(session: WriteSession, arena_id: int) -> None:
    """Keep others from appending to an arena's log until the transaction ends.

    Raise NoTransactionError if each statement of the session is its own transaction.
    """
    if is_apart(session):
        raise NoTransactionError
    if session.dialect.name != "sqlite":
        session.execute(_LOCKS[0], {"id": arena_id})


def log_of(session: ReadSession, arena_id: int) -> ArenaLog | None:
    """Return the log of the arena with this id, or None."""
    row = session.execute(_LOG, {"id": arena_id}).one_or_none()
    return _log(row) if row else None


def logs_of(session: ReadSession, ids: Iterable[int]) -> dict[int, ArenaLog]:
    """Return the logs of arenas, on PostgreSQL. Ignore unknown ids."""
    return {log.arena.id: log for log in _LOGS(session, {"ids": list(ids)})}


def advance(session: WriteSession, arena: Arena) -> None:
    """Store the state of a locked arena: revision, position of the last folded vote, day, time."""
    session.execute(_ADVANCE, state_of(arena))


def set_end(session: WriteSession, arena_id: int, position: int) -> None:
    """Note where a locked arena's log ends, once votes were appended."""
    session.execute(_END, {"id": arena_id, "position": position})


def state_of(arena: Arena) -> dict[str, object]:
    """Return the values that store an arena's state."""
    return {"id": arena.id, **{name: getattr(arena, name) for name in STATE}}


def change(session: WriteSession, arena_id: int, values: dict[str, object]) -> None:
    """Set columns of an arena."""
    session.execute(update(arenas).where(arenas.c.id == arena_id).values(values))


def add(session: WriteSession, values: dict[str, object]) -> int:
    """Insert an arena with an empty log and return its id. Raise IntegrityError if the slug is taken."""
    arena_id = int(session.execute(insert(arenas).values(values).returning(arenas.c.id)).scalar_one())
    session.execute(insert(log_ends).values(arena_id=arena_id, position=0))
    session.execute(insert(fold_leases).values(arena_id=arena_id, epoch=0, expires_at=0))
    return arena_id


def every(session: ReadSession) -> list[Arena]:
    """Return all arenas, including retired ones, by slug."""
    return [_arena(row) for row in session.execute(select(*_COLUMNS).order_by(arenas.c.slug))]


def log_states(session: ReadSession) -> list[LogState]:
    """Return the state of every arena's log, including retired arenas."""
    return fetch(session, LogState, _LOG_STATES)


def get(session: ReadSession, slug: str) -> Arena | None:
    """Return the arena with this slug, or None."""
    row = session.execute(_OF_SLUG, {"slug": slug}).one_or_none()
    return _arena(row) if row else None


def of_id(session: ReadSession, arena_id: int) -> Arena | None:
    """Return the arena with this id, or None."""
    row = session.execute(select(*_COLUMNS).where(arenas.c.id == arena_id)).one_or_none()
    return _arena(row) if row else None


def of_ids(session: ReadSession, ids: Collection[int]) -> list[Arena]:
    """Return the arenas with these ids."""
    return [_arena(row) for row in session.execute(select(*_COLUMNS).where(arenas.c.id.in_(ids)))]


def of_slugs(session: ReadSession, slugs: Collection[str]) -> list[Arena]:
    """Return the arenas with these slugs."""
    return [_arena(row) for row in session.execute(select(*_COLUMNS).where(arenas.c.slug.in_(slugs)))]


def page(session: ReadSession, page: Page, *, retired: bool = True) -> list[Arena]:
    """Return a page of arenas by slug, including retired ones unless ``retired`` is false."""
    statement = select(*_COLUMNS).where(arenas.c.slug > page.after)
    if not retired:
        statement = statement.where(arenas.c.retired_at.is_(None))
    return [_arena(r) for r in session.execute(statement.order_by(arenas.c.slug).limit(page.size))]


def _arena(row: Sequence[Any]) -> Arena:
    return Arena(*row)
