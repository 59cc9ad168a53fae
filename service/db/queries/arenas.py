"""Arenas in the database, and the row lock under which an arena's log grows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields
from typing import Any

from sqlalchemy import Row, insert, select, text, update

from service.db.engine import ReadSession, WriteSession
from service.db.tables.catalog import arenas
from service.domain.arenas import Arena
from service.domain.paging import Page

_COLUMNS = [arenas.c[field.name] for field in fields(Arena)]
_STATE = ("revision", "last_position", "day", "rated_at")

# Text, in every batch of votes: to look up what a built statement compiles to takes longer than to run it.
_ONE = f"SELECT {', '.join(column.name for column in _COLUMNS)} FROM arenas WHERE id = :id"  # noqa: S608
_LOCK = {"sqlite": text(_ONE), "postgresql": text(f"{_ONE} FOR UPDATE")}
_ADVANCE = text(f"UPDATE arenas SET {', '.join(f'{name} = :{name}' for name in _STATE)} WHERE id = :id")  # noqa: S608


def lock(session: WriteSession, ids: Iterable[int]) -> dict[int, Arena]:
    """The arenas of these ids, locked until the end of the transaction; those that do not exist are left out.

    Locked in the order of their ids, so that two processes never wait for each other.
    """
    statement = _LOCK[session.dialect.name]
    rows = (session.execute(statement, {"id": arena_id}).one_or_none() for arena_id in sorted(set(ids)))
    return {row.id: _arena(row) for row in rows if row}


def advance(session: WriteSession, arena: Arena) -> None:
    """Store the state of an arena's log as the object has it: revision, last position, day, time."""
    values = {name: getattr(arena, name) for name in _STATE}
    session.execute(_ADVANCE, {**values, "id": arena.id})


def change(session: WriteSession, arena_id: int, values: dict[str, object]) -> None:
    """Set columns of an arena."""
    session.execute(update(arenas).where(arenas.c.id == arena_id).values(values))


def add(session: WriteSession, values: dict[str, object]) -> int:
    """Insert an arena; the id. Raises the database's IntegrityError where the slug is taken."""
    return int(session.execute(insert(arenas).values(values).returning(arenas.c.id)).scalar_one())


def every(session: ReadSession) -> list[Arena]:
    """Return all arenas, retired ones too, by slug."""
    return [_arena(row) for row in session.execute(select(*_COLUMNS).order_by(arenas.c.slug))]


def get(session: ReadSession, slug: str) -> Arena | None:
    """Return the arena of this slug."""
    row = session.execute(select(*_COLUMNS).where(arenas.c.slug == slug)).one_or_none()
    return _arena(row) if row else None


def of_id(session: ReadSession, arena_id: int) -> Arena | None:
    """Return the arena of this id."""
    row = session.execute(select(*_COLUMNS).where(arenas.c.id == arena_id)).one_or_none()
    return _arena(row) if row else None


def page(session: ReadSession, page: Page, *, retired: bool = True) -> list[Arena]:
    """Return the arenas of a page, by slug; the retired ones too unless told otherwise."""
    statement = select(*_COLUMNS).where(arenas.c.slug > page.after)
    if not retired:
        statement = statement.where(arenas.c.retired_at.is_(None))
    return [_arena(r) for r in session.execute(statement.order_by(arenas.c.slug).limit(page.size))]


def _arena(row: Row[Any]) -> Arena:
    return Arena(*tuple(row))
