"""Annotations for the quality tracker: changes of a model's record or an arena's parameters."""

from __future__ import annotations

from collections.abc import Mapping

from service.db.engine import WriteSession
from service.db.queries import annotations as stored
from service.domain import clock
from service.domain.arenas import Arena
from service.domain.catalog import Model
from service.domain.texts import words

_RECORD = {
    "name": "name",
    "organization": "maker",
    "released": "release date",
    "description": "description",
    "license": "license",
    "capabilities": "capabilities",
}


def annotate_model(session: WriteSession, model_id: int, before: Model, after: Model) -> None:
    """Annotate what changed in a model's record, if anything did."""
    changed = [word for name, word in _RECORD.items() if getattr(before, name) != getattr(after, name)]
    if changed:
        stored.add(session, clock.now(), f"{words.listed(changed)} changed", model_id=model_id)


def annotate_arena(session: WriteSession, arena: Arena, parameters: Mapping[str, object]) -> None:
    """Annotate which of an arena's parameters change, if any does."""
    changed = [f"{name} {value}" for name, value in parameters.items() if getattr(arena, name) != value]
    if changed:
        detail = f"all votes recounted with {words.listed(changed)}"
        stored.add(session, clock.now(), detail, arena_id=arena.id)
