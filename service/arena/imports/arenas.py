"""The arena that a file is imported into."""

from __future__ import annotations

from dataclasses import asdict

from service.arena.catalog import arenas as arena_cases
from service.arena.catalog.records import check_new, slug_of
from service.arena.recording.backlog import locked_arenas
from service.db.engine import ReadSession, WriteSession
from service.db.queries import arenas
from service.domain import clock
from service.domain.arenas import MATCHMAKING, Arena
from service.errors import Conflict
from service.rating.params import Params

ABSENT = 0
"""The id of an arena that does not exist yet: nothing in the database belongs to it."""


def open_arena(session: WriteSession, slug: str, task: str | None) -> Arena:
    """Return the arena, locked; create it with default parameters where it does not exist.

    The catalog must be touched. Raise Conflict where the arena has another task or is retired, and Invalid
    for an invalid slug.
    """
    arena = arenas.get(session, slug)
    if arena is None:
        arena = arena_cases.create(session, slug, {"task": task} if task else {})
    _check(arena, task)
    return locked_arenas(session, [arena.id])[arena.id]


def find_arena(session: ReadSession, slug: str, task: str | None) -> Arena:
    """Return the arena as `open_arena` would, without creating or locking it. Raise as it does.

    Where it does not exist, its id is ABSENT.
    """
    arena = arenas.get(session, slug) or _absent(session, slug, task)
    _check(arena, task)
    return arena


def _absent(session: ReadSession, slug: str, task: str | None) -> Arena:
    check_new("arena", slug, lambda slug: arenas.get(session, slug))
    now = clock.now()
    return Arena(
        id=ABSENT,
        slug=slug,
        name=slug,
        task=slug_of("task", task, "a task") if task else arena_cases.DEFAULT_TASK,
        description=None,
        **asdict(Params()),
        matchmaking=MATCHMAKING[0],
        revision=0,
        last_position=0,
        day=None,
        created_at=now,
        rated_at=now,
        retired_at=None,
    )


def _check(arena: Arena, task: str | None) -> None:
    if task and arena.task != task:
        raise Conflict(f"arena {arena.slug} is for the task {arena.task}, not {task}")
    if arena.retired_at is not None:
        raise Conflict(f"arena {arena.slug} is retired and accepts no imports")
