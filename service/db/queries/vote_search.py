"""The search for votes by model or voter that administrators use."""

from __future__ import annotations

from sqlalchemy import or_

from service.db.engine import ReadSession
from service.db.queries.log import rankings
from service.db.queries.votes import SELECT, VoteRow
from service.db.rows import fetch
from service.db.tables.votes import votes
from service.domain.votes import RANKED


def search(
    session: ReadSession,
    arena_id: int,
    before: int,
    limit: int,
    *,
    model_id: int | None = None,
    voter: int | None = None,
) -> list[VoteRow]:
    """Return the votes of an arena before a position, newest first, optionally of a model or a voter.

    With a model or a voter, this reads the log backwards until it has enough votes.
    """
    statement = SELECT.where(votes.c.arena_id == arena_id, votes.c.position < before)
    if model_id is not None:
        statement = statement.where(
            or_(
                votes.c.model_left == model_id,
                votes.c.model_right == model_id,
                (votes.c.outcome == RANKED) & rankings.with_model(model_id).exists(),
            )
        )
    if voter is not None:
        statement = statement.where(votes.c.voter == voter)
    return fetch(session, VoteRow, statement.order_by(votes.c.position.desc()).limit(limit))
