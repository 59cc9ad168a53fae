"""A voter's own votes in the database, found by the matchups they were cast on.

No index of the log is led by voters, since it would grow at random places; that of the matchups is.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import and_, func, select

from service.db.engine import ReadSession
from service.db.tables.catalog import arenas, models, prompt_categories, prompts
from service.db.tables.votes import votes
from service.db.tables.voting import images, matchups
from service.domain.matchups import MatchupState

_CAST = and_(
    votes.c.arena_id == matchups.c.arena_id,
    votes.c.position == matchups.c.position,
)


def _mine(voter: int) -> Any:
    return and_(matchups.c.voter == voter, matchups.c.state == int(MatchupState.VOTED))


def newest(session: ReadSession, voter: int, before: int, limit: int) -> Sequence[Any]:
    """Return a voter's votes on matchups with smaller numbers, newest matchups first, void ones too."""
    left, right = models.alias("maker_left"), models.alias("maker_right")
    shown_left, shown_right = images.alias("image_left"), images.alias("image_right")
    statement = (
        select(
            matchups.c.id.label("matchup_id"),
            matchups.c.arena_id,
            *(votes.c[name] for name in ("position", "outcome", "voted_at", "exclusion")),
            arenas.c.slug.label("arena"),
            arenas.c.name.label("arena_name"),
            prompts.c.text.label("prompt"),
            prompt_categories.c.language,
            *(left.c.slug.label("left_model"), left.c.name.label("left_name")),
            *(right.c.slug.label("right_model"), right.c.name.label("right_name")),
            *(shown_left.c.copy.label("left_copy"), shown_left.c.withdrawn_at.label("left_withdrawn_at")),
            *(shown_right.c.copy.label("right_copy"), shown_right.c.withdrawn_at.label("right_withdrawn_at")),
        )
        .select_from(matchups)
        .join(votes, _CAST)
        .join(arenas, arenas.c.id == matchups.c.arena_id)
        .join(prompts, prompts.c.id == matchups.c.prompt_id)
        .join(prompt_categories, prompt_categories.c.id == prompts.c.stratum_id)
        .join(left, left.c.id == matchups.c.model_left)
        .join(right, right.c.id == matchups.c.model_right)
        .join(shown_left, shown_left.c.id == matchups.c.image_left)
        .join(shown_right, shown_right.c.id == matchups.c.image_right)
        .where(_mine(voter), matchups.c.id < before)
    )
    return session.execute(statement.order_by(matchups.c.id.desc()).limit(limit)).fetchall()


def counted(session: ReadSession, voter: int) -> dict[int, int]:
    """Return how many of a voter's votes count, by arena. Costs what the voter was ever dealt."""
    statement = (
        select(matchups.c.arena_id, func.count())
        .select_from(matchups)
        .join(votes, _CAST)
        .where(_mine(voter), votes.c.voided_at.is_(None))
        .group_by(matchups.c.arena_id)
    )
    return {arena_id: int(count) for arena_id, count in session.execute(statement)}


def to_fold(session: ReadSession, voter: int, arena_id: int) -> Sequence[Any]:
    """Return a voter's votes in an arena that count, in the log's order: rows ``(left, right, outcome)``."""
    statement = (
        select(votes.c.model_left, votes.c.model_right, votes.c.outcome)
        .select_from(matchups)
        .join(votes, _CAST)
        .where(_mine(voter), matchups.c.arena_id == arena_id, votes.c.voided_at.is_(None))
    )
    return session.execute(statement.order_by(votes.c.position)).fetchall()
