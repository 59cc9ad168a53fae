"""Annotations in the database: events that may explain a change of a score."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from sqlalchemy import insert, or_, select

from service.db.engine import ReadSession, WriteSession
from service.db.rows import columns, fetch
from service.db.tables.catalog import marks


class AnnotationRow(NamedTuple):
    """An annotation of an arena, of a model, or of both."""

    id: int
    at: int
    arena_id: int | None
    model_id: int | None
    detail: str


def add(
    session: WriteSession, at: int, detail: str, *, arena_id: int | None = None, model_id: int | None = None
) -> None:
    """Add an annotation of an arena, of a model, or of both."""
    values = {"at": at, "arena_id": arena_id, "model_id": model_id, "detail": detail}
    session.execute(insert(marks).values(values))


def of(session: ReadSession, model_id: int, arena_ids: Iterable[int]) -> list[AnnotationRow]:
    """Return the annotations of a model and of arenas, oldest first."""
    mine = or_(marks.c.model_id == model_id, marks.c.arena_id.in_(list(arena_ids)))
    statement = select(*columns(marks, AnnotationRow)).where(mine).order_by(marks.c.at, marks.c.id)
    return fetch(session, AnnotationRow, statement)
