"""Images as pages show them: those of a prompt, and some of each model."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import func, select

from service.db.engine import ReadSession
from service.db.rows import fetch
from service.db.tables.catalog import arenas, models, prompts
from service.db.tables.voting import images
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
