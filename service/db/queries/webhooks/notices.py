"""Notices in the database: what was announced, once each, and what leaderboards were said to be."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import ColumnElement, LargeBinary, bindparam, delete, func, select, text

from service.db.engine import ReadSession, WriteSession
from service.db.rows import columns, fetch
from service.db.tables.webhooks import board_marks, deliveries, notices


class NoticeRow(NamedTuple):
    """A notice as stored; ``body`` is JSON."""

    id: int
    uid: str
    kind: str
    arena_id: int | None
    model_id: int | None
    at: int
    body: str


class MarkRow(NamedTuple):
    """What notices have said of an arena's leaderboards, and how often that was changed."""

    version: int
    body: bytes


_ROW = columns(notices, NoticeRow)
_ADD = text(
    "INSERT INTO notices (uid, kind, arena_id, model_id, at, body) "
    "VALUES (:uid, :kind, :arena_id, :model_id, :at, :body) ON CONFLICT (uid) DO NOTHING RETURNING id"
)
_FIRST = text(
    "INSERT INTO board_marks (arena_id, version, body) VALUES (:arena, 1, :body) "
    "ON CONFLICT (arena_id) DO NOTHING RETURNING version"
).bindparams(bindparam("body", type_=LargeBinary))
_NEXT = text(
    "UPDATE board_marks SET version = version + 1, body = :body "
    "WHERE arena_id = :arena AND version = :version RETURNING version"
).bindparams(bindparam("body", type_=LargeBinary))


def add(session: WriteSession, values: Mapping[str, object]) -> int | None:
    """Insert a notice and return its id; None if it was announced before."""
    return session.execute(_ADD, values).scalar_one_or_none()


def known(session: ReadSession, uids: Sequence[str]) -> set[str]:
    """Return which of these notices were announced."""
    return set(session.execute(select(notices.c.uid).where(notices.c.uid.in_(uids))).scalars())


def newest(
    session: ReadSession,
    kinds: Sequence[str],
    limit: int | None,
    *,
    arena_id: int | None = None,
    model_id: int | None = None,
) -> list[NoticeRow]:
    """Return the newest notices of some kinds about an arena or a model, newest first; all without limit."""
    chosen = select(*_ROW).where(notices.c.kind.in_(kinds), *_about(arena_id, model_id))
    return fetch(session, NoticeRow, chosen.order_by(notices.c.id.desc()).limit(limit))


def last_id(session: ReadSession, *, arena_id: int | None = None, model_id: int | None = None) -> int:
    """Return the id of the newest notice about an arena or a model; 0 without one."""
    newest_id = select(func.max(notices.c.id)).where(*_about(arena_id, model_id))
    return session.execute(newest_id).scalar_one() or 0


def _about(arena_id: int | None, model_id: int | None) -> list[ColumnElement[bool]]:
    wanted = {"arena_id": arena_id, "model_id": model_id}
    return [notices.c[name] == value for name, value in wanted.items() if value is not None]


def of_ids(session: ReadSession, ids: Sequence[int]) -> dict[int, NoticeRow]:
    """Return notices by their ids."""
    rows = fetch(session, NoticeRow, select(*_ROW).where(notices.c.id.in_(ids)))
    return {row.id: row for row in rows}


def forget_before(session: WriteSession, at: int, kept: Sequence[str]) -> None:
    """Delete the notices before a moment, except those of some kinds and those still to be delivered."""
    waiting = select(deliveries.c.notice_id).where(deliveries.c.state == "waiting")
    gone = (notices.c.at < at, notices.c.kind.not_in(kept), notices.c.id.not_in(waiting))
    session.execute(delete(notices).where(*gone))


def mark_of(session: ReadSession, arena_id: int) -> MarkRow | None:
    """Return what was said of an arena's leaderboards; None for an arena that nobody has looked at."""
    row = session.execute(
        select(board_marks.c.version, board_marks.c.body).where(board_marks.c.arena_id == arena_id)
    ).one_or_none()
    return None if row is None else MarkRow(row.version, bytes(row.body))


def move_mark(session: WriteSession, arena_id: int, before: MarkRow | None, body: bytes) -> bool:
    """Store what is said of an arena's leaderboards now; return False if another process was first."""
    if before is None:
        return session.execute(_FIRST, {"arena": arena_id, "body": body}).one_or_none() is not None
    values = {"arena": arena_id, "body": body, "version": before.version}
    return session.execute(_NEXT, values).one_or_none() is not None
