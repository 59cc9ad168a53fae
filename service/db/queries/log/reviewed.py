"""Votes with what a reviewer looks at: the prompt, both images, and how the vote came about."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import and_, select

from service.db.engine import ReadSession
from service.db.rows import fetch
from service.db.tables.catalog import models, prompt_categories, prompts
from service.db.tables.votes import votes
from service.db.tables.voting import images, matchups

_SAME = and_(matchups.c.arena_id == votes.c.arena_id, matchups.c.position == votes.c.position)


class ReviewedRow(NamedTuple):
    """A vote with its matchup. What only matchups have is None without a matchup, or once it is erased."""

    position: int
    outcome: int
    voted_at: int
    voter: int | None
    exclusion: int | None
    void_reason: str | None
    network: int | None
    response_ms: int | None
    prompt_id: int | None
    prompt: str | None
    language: str | None
    left_model: str
    left_copy: bytes | None
    left_withdrawn_at: int | None
    right_model: str
    right_copy: bytes | None
    right_withdrawn_at: int | None


def reviewed(session: ReadSession, arena_id: int, positions: Sequence[int]) -> list[ReviewedRow]:
    """Return the votes at these positions of an arena's log, a page of them, in log order."""
    left, right = models.alias("model_left"), models.alias("model_right")
    image_left, image_right = images.alias("image_left"), images.alias("image_right")
    cast = ("position", "outcome", "voted_at", "voter", "exclusion", "void_reason")
    statement = (
        select(
            *(votes.c[name] for name in cast),
            *(matchups.c.address, matchups.c.response_ms),
            *(prompts.c.id, prompts.c.text, prompt_categories.c.language),
            *(left.c.slug, image_left.c.copy, image_left.c.withdrawn_at),
            *(right.c.slug, image_right.c.copy, image_right.c.withdrawn_at),
        )
        .select_from(votes)
        .join(left, left.c.id == votes.c.model_left)
        .join(right, right.c.id == votes.c.model_right)
        .outerjoin(matchups, _SAME)
        .outerjoin(prompts, prompts.c.id == votes.c.prompt_id)
        .outerjoin(prompt_categories, prompt_categories.c.id == prompts.c.stratum_id)
        .outerjoin(image_left, image_left.c.id == matchups.c.image_left)
        .outerjoin(image_right, image_right.c.id == matchups.c.image_right)
        .where(votes.c.arena_id == arena_id, votes.c.position.in_(positions))
        .order_by(votes.c.position)
    )
    return fetch(session, ReviewedRow, statement)
