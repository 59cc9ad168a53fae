"""Queries for a model's page, across arenas. Each is one query, whatever the number of votes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import and_, func, or_, select

from service.db.engine import ReadSession
from service.db.queries.offers import SELECT as OFFERS
from service.db.queries.offers import OfferRow
from service.db.queries.ratings import RATING, RatingRow
from service.db.rows import columns, fetch
from service.db.tables.catalog import arenas, axes, offers, prompt_categories, prompts
from service.db.tables.votes import rating_history, ratings, votes
from service.db.tables.voting import images, matchups
from service.domain.images import CYCLE, STEP

_NUMBERS = [ratings.c[name] for name in RATING[1:]]
_RATED = and_(ratings.c.arena_id == axes.c.arena_id, ratings.c.axis_id == axes.c.id)


class AxisRow(NamedTuple):
    """An axis of an arena, with a model's rating on it, or None if the model has no votes there."""

    arena_id: int
    axis_id: int
    theme: str
    language: str
    rating: RatingRow | None


def axes_with(session: ReadSession, model_id: int) -> list[AxisRow]:
    """Return every axis of every arena, oldest first, with the model's rating where it has one."""
    mine = and_(_RATED, ratings.c.model_id == model_id)
    statement = (
        select(axes.c.arena_id, axes.c.id.label("axis_id"), axes.c.theme, axes.c.language, *_NUMBERS)
        .select_from(axes.outerjoin(ratings, mine))
        .order_by(axes.c.id)
    )
    return [
        AxisRow(
            row.arena_id,
            row.axis_id,
            row.theme,
            row.language,
            None if row.mu is None else RatingRow(row.axis_id, *row[4:]),
        )
        for row in session.execute(statement)
    ]


def on_single_axes(session: ReadSession, arena_ids: Iterable[int]) -> list[RatingRow]:
    """Return every rating of these arenas overall, on a single theme or on a single language."""
    single = (axes.c.arena_id.in_(list(arena_ids)), or_(axes.c.theme == "", axes.c.language == ""))
    statement = select(*columns(ratings, RatingRow)).join(axes, _RATED).where(*single)
    return fetch(session, RatingRow, statement)


def current_offers(session: ReadSession, model_id: int, day: str) -> list[OfferRow]:
    """Return each provider's offers for an image of the model on a day (``2026-11-22``), cheapest first.

    Only a provider's newest offers count. It has several if its price depends on the image's size.
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
    return fetch(session, OfferRow, OFFERS.join(newest, same).where(*known).order_by(*order))


def offer_history(session: ReadSession, model_id: int, day: str, limit: int) -> list[OfferRow]:
    """Return the offers for an image of the model that were valid by a day, newest first."""
    known = (offers.c.model_id == model_id, offers.c.unit == "image", offers.c.valid_from <= day)
    order = (offers.c.valid_from.desc(), offers.c.id.desc())
    return fetch(session, OfferRow, OFFERS.where(*known).order_by(*order).limit(limit))


class ImageVoteRow(NamedTuple):
    """A vote on two images, with its prompt and what to show of the images."""

    position: int
    model_left: int
    model_right: int
    prompt_id: int
    outcome: int
    voted_at: int
    text: str
    themes: str
    language: str
    left_copy: bytes
    left_width: int
    left_height: int
    right_copy: bytes
    right_width: int
    right_height: int


def image_votes(
    session: ReadSession, arena_id: int, models: Sequence[int], after: int, limit: int
) -> list[ImageVoteRow]:
    """Return the newest votes on images of a model, or of two models against each other, newest first.

    Only published votes after a position of the arena's log are read. Void votes and withdrawn images are
    left out, and so are all prompts but those of the arena's public examples.
    """
    left, right = images.alias("l"), images.alias("r")
    is_example = matchups.c.prompt_id % CYCLE * STEP % CYCLE < arenas.c.example_share
    statement = (
        select(
            *(matchups.c[name] for name in ("position", "model_left", "model_right", "prompt_id")),
            votes.c.outcome,
            votes.c.voted_at,
            prompts.c.text,
            prompt_categories.c.themes,
            prompt_categories.c.language,
            *(side.c[name] for side in (left, right) for name in ("copy", "width", "height")),
        )
        .join(arenas, and_(arenas.c.id == matchups.c.arena_id, is_example))
        .join(votes, and_(votes.c.arena_id == arena_id, votes.c.position == matchups.c.position))
        .join(prompts, prompts.c.id == matchups.c.prompt_id)
        .join(prompt_categories, prompt_categories.c.id == prompts.c.stratum_id)
        .join(left, left.c.id == matchups.c.image_left)
        .join(right, right.c.id == matchups.c.image_right)
        .where(matchups.c.arena_id == arena_id, matchups.c.position.is_not(None))
        .where(matchups.c.position > after, votes.c.voided_at.is_(None))
        .where(matchups.c.position <= arenas.c.last_position)
        .where(*(or_(matchups.c.model_left == one, matchups.c.model_right == one) for one in models))
        .where(left.c.withdrawn_at.is_(None), right.c.withdrawn_at.is_(None))
    )
    return fetch(session, ImageVoteRow, statement.order_by(matchups.c.position.desc()).limit(limit))


class OverallRow(NamedTuple):
    """A model's rating on the overall axis of an arena."""

    arena_id: int
    axis_id: int
    model_id: int
    mu: float
    variance: float
    wins: int
    losses: int
    ties: int
    both_bad: int
    day: int


def overall(session: ReadSession) -> list[OverallRow]:
    """Return every model's overall rating in every arena."""
    mine = and_(_RATED, axes.c.theme == "", axes.c.language == "")
    statement = select(axes.c.arena_id, *columns(ratings, RatingRow)).join(axes, mine)
    return fetch(session, OverallRow, statement)


class DayRatingRow(NamedTuple):
    """A model's rating on an axis at the end of a day."""

    axis_id: int
    model_id: int
    day: int
    mu: float
    variance: float


def recent(
    session: ReadSession, since: Mapping[tuple[int, int], int], model_ids: Sequence[int] | None = None
) -> list[DayRatingRow]:
    """Return the ratings at the end of closed days, by axis, model and day, of all models or of some.

    ``since`` has the ids of arenas and axes, and the first day of each.
    """
    if not since:
        return []
    history = rating_history.c
    parts = [
        and_(history.arena_id == arena_id, history.axis_id == axis_id, history.day >= day)
        for (arena_id, axis_id), day in since.items()
    ]
    statement = select(*columns(rating_history, DayRatingRow)).where(or_(*parts))
    if model_ids is not None:
        statement = statement.where(history.model_id.in_(model_ids))
    order = (history.axis_id, history.model_id, history.day)
    return fetch(session, DayRatingRow, statement.order_by(*order))
