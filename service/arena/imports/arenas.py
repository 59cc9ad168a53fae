"""The arena that a file goes into."""

from __future__ import annotations

from service.arena.catalog import arenas as arena_cases
from service.db.engine import WriteSession
from service.db.queries import arenas
from service.domain.arenas import Arena
from service.errors import Conflict


def open_arena(session: WriteSession, slug: str, task: str | None) -> Arena:
    """The arena, made with default parameters where there is none, and locked. The catalog must be touched.

    Raises Conflict where the arena is of another task or retired, and Invalid for what cannot be a slug.
    """
    found = arenas.get(session, slug)
    if found is None:
        found = arena_cases.create(session, slug, {"task": task} if task else {})
    if task and found.task != task:
        raise Conflict(f"arena {slug} is one of {found.task}, not of {task}")
    if found.retired_at is not None:
        raise Conflict(f"arena {slug} is retired and takes nothing more")
    return arenas.lock(session, [found.id])[found.id]
