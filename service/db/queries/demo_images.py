"""The demo's images in the database: which prompts have theirs, and how many are still to come."""

from __future__ import annotations

from sqlalchemy import func, select, update

from service.db.engine import ReadSession, WriteSession
from service.db.tables.catalog import arenas
from service.db.tables.voting import images
from service.domain.images import DemoProgress

_BY_DEMO = images.c.origin == "demo"


def progress(session: ReadSession) -> DemoProgress | None:
    """Return how far the demo's images are, None where no arena waits for any."""
    unfinished = arenas.c.demo_images.is_not(None)
    total = session.execute(select(func.sum(arenas.c.demo_images)).where(unfinished)).scalar_one()
    if total is None:
        return None
    count = select(func.count()).select_from(images.join(arenas)).where(unfinished, _BY_DEMO)
    return DemoProgress(int(session.execute(count).scalar_one()), int(total))


def prompts_with_images(session: ReadSession, arena_id: int) -> set[int]:
    """Return the ids of the prompts of an arena that have images by the demo, withdrawn ones included."""
    statement = select(images.c.prompt_id).where(images.c.arena_id == arena_id, _BY_DEMO).distinct()
    return {row.prompt_id for row in session.execute(statement)}


def mark_finished(session: WriteSession) -> None:
    """Note that the demo has put all its images into its arenas."""
    session.execute(update(arenas).where(arenas.c.demo_images.is_not(None)).values(demo_images=None))
