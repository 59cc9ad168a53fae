"""What a model's page reads across arenas; each question one query, whatever the number of votes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import and_, func, or_, select

from service.db.engine import ReadSession
from service.db.queries.ratings import RATING
from service.db.tables.catalog import axes, offers, prompt_categories, prompts
from service.db.tables.votes import rating_history, ratings, votes
from service.db.tables.voting import images, matchups

_NUMBERS = [ratings.c[name] for name in RATING[1:]]


class AxisRow(NamedTuple):
    """An axis of an arena, with a model's rating on it; ``rating`` is None without a vote."""

    arena_id: int
    axis_id: int
    theme: str
    language: str
    rating: Any | None


def axes_with(session: ReadSession, model_id: int) -> list[AxisRow]:
    """Every axis of every arena, in the order they were made, with the model's rating where it has one."""
    mine = and_(ratings.c.axis_id == axes.c.id, ratings.c.model_id == model_id)
    statement = (
        select(axes.c.arena_id, axes.c.id.label("axis_id"), axes.c.theme, axes.c.language, *_NUMBERS)
        .select_from(axes.outerjoin(ratings, mine))
        .order_by(axes.c.id)
    )
    return [
        AxisRow(row.arena_id, row.axis_id, row.theme, row.language, None if row.mu is None else row)
        for row in session.execute(statement)
    ]


def on_single_axes(session: ReadSession, arena_ids: Iterable[int]) -> Sequence[Any]:
    """Return every rating of these arenas overall, on a theme, or on a language.

    Not on a theme in a language.
    """
    single = select(axes.c.id).where(
        axes.c.arena_id.in_(list(arena_ids)), or_(axes.c.theme == "", axes.c.language == "")
    )
    columns = [ratings.c[name] for name in RATING]
    return session.execute(select(*columns).where(ratings.c.axis_id.in_(single))).fetchall()


def current_offers(session: ReadSession, model_id: int, day: str) -> Sequence[Any]:
    """Return what each provider asks for an image of the model on a day (``2026-11-22``), the cheapest first.

    Of each provider's offers those with the newest date count: several where it tells sizes apart.
    """
    known = (offers.c.model_id == model_id, offers.c.unit == "image", offers.c.valid_from <= day)
    newest = (
        select(offers.c.provider, func.max(offers.c.valid_from).label("since"))
        .where(*known)
        .group_by(offers.c.provider)
        .subquery()
    )
    same = and_(offers.c.provider == newest.c.provider, offers.c.valid_from == newest.c.since)
    order = (offers.c.amount_micros, offers.c.provider, offers.c.id)
    return session.execute(select(offers).join(newest, same).where(*known).order_by(*order)).fetchall()


def shown(
    session: ReadSession, arena_id: int, models: Sequence[int], after: int, limit: int
) -> Sequence[Any]:
    """Return the newest votes on images of a model, or of two against each other, newest first.

    Only those after a position of an arena's log, without void votes and withdrawn images. Costs the
    matchups after the position at most.
    """
    left, right = images.alias("l"), images.alias("r")
    statement = (
        select(
            *(matchups.c[name] for name in ("position", "model_left", "model_right", "prompt_id")),
            votes.c.outcome,
            votes.c.voted_at,
            prompts.c.text,
            prompt_categories.c.themes,
            prompt_categories.c.language,
            *(left.c[name].label(f"left_{name}") for name in ("copy", "width", "height")),
            *(right.c[name].label(f"right_{name}") for name in ("copy", "width", "height")),
        )
        .join(votes, and_(votes.c.arena_id == arena_id, votes.c.position == matchups.c.position))
        .join(prompts, prompts.c.id == matchups.c.prompt_id)
        .join(prompt_categories, prompt_categories.c.id == prompts.c.stratum_id)
        .join(left, left.c.id == matchups.c.image_left)
        .join(right, right.c.id == matchups.c.image_right)
        .where(matchups.c.arena_id == arena_id, matchups.c.position.is_not(None))
        .where(matchups.c.position > after, votes.c.voided_at.is_(None))
        .where(*(or_(matchups.c.model_left == one, matchups.c.model_right == one) for one in models))
        .where(left.c.withdrawn_at.is_(None), right.c.withdrawn_at.is_(None))
    )
    return session.execute(statement.order_by(matchups.c.position.desc()).limit(limit)).fetchall()


def overall(session: ReadSession) -> Sequence[Any]:
    """Return every model's rating overall in every arena, with the arena's id."""
    columns = [ratings.c[name] for name in RATING]
    mine = and_(axes.c.id == ratings.c.axis_id, axes.c.theme == "", axes.c.language == "")
    return session.execute(select(axes.c.arena_id, *columns).join(axes, mine)).fetchall()


def recent(
    session: ReadSession, since: Mapping[int, int], model_ids: Sequence[int] | None = None
) -> Sequence[Any]:
    """The closed days of axes since a day of each (by its id): mean and variance, by axis, model and day.

    Of all models, or of some.
    """
    if not since:
        return []
    history = rating_history.c
    parts = [and_(history.axis_id == axis_id, history.day >= day) for axis_id, day in since.items()]
    columns = (history.axis_id, history.model_id, history.day, history.mu, history.variance)
    statement = select(*columns).where(or_(*parts))
    if model_ids is not None:
        statement = statement.where(history.model_id.in_(model_ids))
    return session.execute(statement.order_by(*columns[:3])).fetchall()
