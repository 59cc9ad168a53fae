"""Arenas in the database, and the row lock that guards the growth of an arena's log."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from typing import Any

from sqlalchemy import insert, select, text, update

from service.db.engine import ReadSession, WriteSession
from service.db.tables.catalog import arenas
from service.domain.arenas import Arena
from service.domain.paging import Page

_COLUMNS = [arenas.c[field.name] for field in fields(Arena)]
_STATE = ("revision", "last_position", "day", "rated_at")

# Every batch of votes runs these. They are text because looking up a compiled statement takes longer than
# running it.
_ONE = f"SELECT {', '.join(column.name for column in _COLUMNS)} FROM arenas WHERE id = :id"  # noqa: S608
_LOCK = {"sqlite": text(_ONE), "postgresql": text(f"{_ONE} FOR UPDATE")}
_ADVANCE = text(f"UPDATE arenas SET {', '.join(f'{name} = :{name}' for name in _STATE)} WHERE id = :id")  # noqa: S608


def lock(session: WriteSession, ids: Iterable[int]) -> dict[int, Arena]:
    """Return the arenas with these ids, locked until the end of the transaction. Ignore unknown ids.

    Arenas are locked in the order of their ids, so that two processes never wait for each other.
    """
    statement = _LOCK[session.dialect.name]
    rows = (session.execute(statement, {"id": arena_id}).one_or_none() for arena_id in sorted(set(ids)))
    return {row.id: _arena(row) for row in rows if row}


def advance(session: WriteSession, arena: Arena) -> None:
    """Store the state of an arena's log: revision, last position, day, and time of the last fold."""
    values = {name: getattr(arena, name) for name in _STATE}
    session.execute(_ADVANCE, {**values, "id": arena.id})


def change(session: WriteSession, arena_id: int, values: dict[str, object]) -> None:
    """Set columns of an arena."""
    session.execute(update(arenas).where(arenas.c.id == arena_id).values(values))


def add(session: WriteSession, values: dict[str, object]) -> int:
    """Insert an arena and return its id. Raise IntegrityError if the slug is taken."""
    return int(session.execute(insert(arenas).values(values).returning(arenas.c.id)).scalar_one())


def every(session: ReadSession) -> list[Arena]:
    """Return all arenas, including retired ones, by slug."""
    return [_arena(row) for row in session.execute(select(*_COLUMNS).order_by(arenas.c.slug))]


def get(session: ReadSession, slug: str) -> Arena | None:
    """Return the arena with this slug, or None."""
    row = session.execute(select(*_COLUMNS).where(arenas.c.slug == slug)).one_or_none()
    return _arena(row) if row else None


def of_id(session: ReadSession, arena_id: int) -> Arena | None:
    """Return the arena with this id, or None."""
    row = session.execute(select(*_COLUMNS).where(arenas.c.id == arena_id)).one_or_none()
    return _arena(row) if row else None


def page(session: ReadSession, page: Page, *, retired: bool = True) -> list[Arena]:
    """Return a page of arenas by slug, including retired ones unless ``retired`` is false."""
    statement = select(*_COLUMNS).where(arenas.c.slug > page.after)
    if not retired:
        statement = statement.where(arenas.c.retired_at.is_(None))
    return [_arena(r) for r in session.execute(statement.order_by(arenas.c.slug).limit(page.size))]


def _arena(row: Sequence[Any]) -> Arena:
    return Arena(*row)
