"""The arena that a file is imported into."""

from __future__ import annotations

from service.arena.catalog import arenas as arena_cases
from service.arena.recording.backlog import locked_arenas
from service.db.engine import WriteSession
from service.db.queries import arenas
from service.domain.arenas import Arena
from service.errors import Conflict


def open_arena(session: WriteSession, slug: str, task: str | None) -> Arena:
    """Return the arena, locked; create it with default parameters where it does not exist.

    The catalog must be touched. Raise Conflict where the arena has another task or is retired, and Invalid
    for an invalid slug.
    """
    arena = arenas.get(session, slug)
    if arena is None:
        arena = arena_cases.create(session, slug, {"task": task} if task else {})
    if task and arena.task != task:
        raise Conflict(f"arena {slug} is for the task {arena.task}, not {task}")
    if arena.retired_at is not None:
        raise Conflict(f"arena {slug} is retired and accepts no imports")
    return locked_arenas(session, [arena.id])[arena.id]
