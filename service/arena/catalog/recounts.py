"""Recounts of the arenas that an operator names, with or without new rating parameters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from service.arena.catalog.annotations import annotate_arena
from service.arena.catalog.arenas import get
from service.arena.progress import Progress, silent
from service.arena.recording.backlog import locked_arenas
from service.arena.recording.recount import recount
from service.arena.recording.redating import Redated, redate
from service.db.engine import ReadSession, WriteSession
from service.db.queries import arenas
from service.domain.arenas import Arena
from service.rating.params import check_chosen


def arenas_named(session: ReadSession, slug: str | None) -> Sequence[Arena]:
    """Return the arena of a slug, or all arenas if there is no slug. Raise NotFound for an unknown slug."""
    return arenas.every(session) if slug is None else [get(session, slug)]


def recount_named(
    session: WriteSession,
    slug: str | None,
    parameters: Mapping[str, Any],
    progress: Progress = silent,
) -> list[Arena]:
    """Recount an arena, or all arenas, with these parameters replaced; return the arenas afterwards.

    Raise NotFound for an unknown slug, and Invalid for parameters that no arena can have.
    """
    check_chosen(parameters)
    locked = locked_arenas(session, [arena.id for arena in arenas_named(session, slug)])
    for arena in locked.values():
        annotate_arena(session, arena, parameters)
    return [recount(session, replace(arena, **parameters), progress) for arena in locked.values()]


def redate_named(session: WriteSession, slug: str | None, progress: Progress = silent) -> list[Redated]:
    """Date the votes of the future again, in an arena or in all; return what was done. Raise NotFound."""
    locked = locked_arenas(session, [arena.id for arena in arenas_named(session, slug)])
    return [redate(session, arena, progress) for arena in locked.values()]
