"""How many dealt images are recognized by the public examples, as last measured, and what is compared."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import delete, insert, select

from service.db.engine import ReadSession, WriteSession
from service.db.rows import columns, fetch, fetch_one
from service.db.tables.voting import images, likeness
from service.domain.images import Likeness


class ComparedImage(NamedTuple):
    """An image in use: its prompt, its model, and the hashes of its copy and its variant."""

    id: int
    prompt_id: int
    model_id: int
    copy: bytes
    blind: bytes | None


def get(session: ReadSession, arena_id: int) -> Likeness | None:
    """Return an arena's last measurement, or None."""
    return fetch_one(
        session, Likeness, select(*columns(likeness, Likeness)).where(likeness.c.arena_id == arena_id)
    )


def put(session: WriteSession, row: Likeness) -> None:
    """Store an arena's measurement in place of the last one."""
    session.execute(delete(likeness).where(likeness.c.arena_id == row.arena_id))
    session.execute(insert(likeness).values(row._asdict()))


def of_prompts(session: ReadSession, prompt_ids: Collection[int]) -> list[ComparedImage]:
    """Return the images in use for these prompts."""
    statement = select(*columns(images, ComparedImage)).where(
        images.c.prompt_id.in_(prompt_ids), images.c.withdrawn_at.is_(None)
    )
    return fetch(session, ComparedImage, statement)
