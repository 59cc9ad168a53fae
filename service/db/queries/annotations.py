"""Marks in the database: what changed that may explain a change of a score."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import insert, or_, select

from service.db.engine import ReadSession, WriteSession
from service.db.tables.catalog import marks


def add(
    session: WriteSession, at: int, detail: str, *, arena_id: int | None = None, model_id: int | None = None
) -> None:
    """Add a mark of an arena or of a model."""
    values = {"at": at, "arena_id": arena_id, "model_id": model_id, "detail": detail}
    session.execute(insert(marks).values(values))


def of(session: ReadSession, model_id: int, arena_ids: Iterable[int]) -> Sequence[Any]:
    """Return the marks of a model and of arenas, oldest first."""
    mine = or_(marks.c.model_id == model_id, marks.c.arena_id.in_(list(arena_ids)))
    return session.execute(select(marks).where(mine).order_by(marks.c.at, marks.c.id)).fetchall()
