"""Images as pages show them: those of a prompt, and some of each model."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import and_, func, select

from service.db.engine import ReadSession
from service.db.rows import fetch
from service.db.tables.catalog import arenas, models, prompts
from service.db.tables.votes import votes
from service.db.tables.voting import images, matchups
from service.domain.images import CYCLE, STEP


class ShownImage(NamedTuple):
    """An image in use: whose it is, its prompt, the hash of its copy, and its size in pixels."""

    model: str
    prompt_id: int
    prompt: str
    copy: bytes
    width: int
    height: int


_SHOWN = (images.c.prompt_id, prompts.c.text, images.c.copy, images.c.width, images.c.height)


def newest_examples(session: ReadSession, arena_id: int, each: int) -> list[ShownImage]:
    """Return the newest images of each model on the arena's public examples, newest first."""
    place = func.row_number().over(partition_by=images.c.model_id, order_by=images.c.id.desc())
    ranked = (
        select(images.c.id, place.label("place"))
        .join(arenas, arenas.c.id == images.c.arena_id)
        .where(images.c.arena_id == arena_id, images.c.withdrawn_at.is_(None))
        .where(images.c.prompt_id % CYCLE * STEP % CYCLE < arenas.c.example_share)
        .subquery()
    )
    statement = (
        select(models.c.slug, *_SHOWN)
        .join(ranked, ranked.c.id == images.c.id)
        .join(models, models.c.id == images.c.model_id)
        .join(prompts, prompts.c.id == images.c.prompt_id)
        .where(ranked.c.place <= each)
        .order_by(images.c.id.desc())
    )
    return fetch(session, ShownImage, statement)


class PromptImage(NamedTuple):
    """An image in use of a prompt: its id, whose it is, the hash of its copy, and its size in pixels."""

    id: int
    model_id: int
    model: str
    name: str
    copy: bytes
    width: int
    height: int


def of_prompt(session: ReadSession, prompt_id: int) -> list[PromptImage]:
    """Return the images in use of a prompt, the newest of each model first."""
    statement = (
        select(
            images.c.id,
            images.c.model_id,
            models.c.slug,
            models.c.name,
            *(images.c[name] for name in ("copy", "width", "height")),
        )
        .join(models, models.c.id == images.c.model_id)
        .where(images.c.prompt_id == prompt_id, images.c.withdrawn_at.is_(None))
        .order_by(images.c.id.desc())
    )
    return fetch(session, PromptImage, statement)


class PromptVotes(NamedTuple):
    """How many votes on two images of a prompt had an outcome."""

    image_left: int
    image_right: int
    outcome: int
    votes: int


def votes_on_prompt(session: ReadSession, arena_id: int, prompt_id: int, after: int) -> list[PromptVotes]:
    """Return the published votes on a prompt after a position of the arena's log, counted by images."""
    group = (matchups.c.image_left, matchups.c.image_right, votes.c.outcome)
    statement = (
        select(*group, func.count())
        .join(arenas, arenas.c.id == matchups.c.arena_id)
        .join(votes, and_(votes.c.arena_id == arena_id, votes.c.position == matchups.c.position))
        .where(matchups.c.arena_id == arena_id, matchups.c.position.is_not(None))
        .where(matchups.c.position > after, matchups.c.position <= arenas.c.last_position)
        .where(matchups.c.prompt_id == prompt_id, votes.c.voided_at.is_(None))
        .group_by(*group)
    )
    return fetch(session, PromptVotes, statement)
