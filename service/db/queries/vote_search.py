"""Votes as administrators look for them: newest first, of a model or of a voter."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import or_, select

from service.db.engine import ReadSession
from service.db.tables.votes import votes


def search(
    session: ReadSession,
    arena_id: int,
    before: int,
    limit: int,
    *,
    model_id: int | None = None,
    voter: int | None = None,
) -> Sequence[Any]:
    """Return the votes of an arena before a position, newest first, with all their columns.

    Of a model or a voter only where they are named: then the log is read backwards until enough are found.
    """
    statement = select(votes).where(votes.c.arena_id == arena_id, votes.c.position < before)
    if model_id is not None:
        statement = statement.where(or_(votes.c.model_left == model_id, votes.c.model_right == model_id))
    if voter is not None:
        statement = statement.where(votes.c.voter == voter)
    return session.execute(statement.order_by(votes.c.position.desc()).limit(limit)).fetchall()
