"""The search for votes by model or voter that administrators use."""

from __future__ import annotations

from operator import attrgetter

import polars as pl
from sqlalchemy import or_

from service.db.engine import ReadSession
from service.db.queries.log import dropped, rankings
from service.db.queries.log.dropped import Range
from service.db.queries.votes import SELECT, VoteRow, rows_of
from service.db.rows import fetch
from service.db.tables.votes import votes
from service.domain.votes import RANKED

_position = attrgetter("position")


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

    With a model or a voter, this reads the log backwards until it has enough votes, and then the segments.
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
    stored = fetch(session, VoteRow, statement.order_by(votes.c.position.desc()).limit(limit))
    last = stored[-1].position if len(stored) == limit else 0
    more = _dropped(session, Range(arena_id, last, before - 1), limit, model_id, voter)
    return sorted([*stored, *more], key=_position, reverse=True)[:limit]


def _dropped(
    session: ReadSession, span: Range, limit: int, model_id: int | None, voter: int | None
) -> list[VoteRow]:
    """Return the newest of the dropped votes that were asked for, in any order."""
    found: list[VoteRow] = []
    for part in reversed(dropped.parts(session, *span)):
        if len(found) >= limit:
            break
        after, upto = max(span.after, part.first_position - 1), min(span.upto, part.last_position)
        for frame in dropped.frames(session, span.arena_id, after, upto):
            mine = frame if model_id is None else frame.filter(_on(model_id))
            if voter is not None:
                mine = dropped.with_voters(session, span.arena_id, mine).filter(pl.col("voter") == voter)
                mine = mine.drop("voter")
            found += rows_of(session, span.arena_id, mine.tail(limit))
    return found


def _on(model_id: int) -> pl.Expr:
    return (pl.col("model_left") == model_id) | (pl.col("model_right") == model_id)
