"""What is written down when a model's record or an arena's parameters change, for the quality tracker."""

from __future__ import annotations

from collections.abc import Mapping

from service.db.engine import WriteSession
from service.db.queries import annotations as marks
from service.domain import clock, words
from service.domain.arenas import Arena
from service.domain.catalog import Model

_RECORD = {
    "name": "name",
    "organization": "maker",
    "released": "release date",
    "description": "description",
    "license": "license",
    "capabilities": "capabilities",
}


def mark_model(session: WriteSession, model_id: int, before: Model, after: Model) -> None:
    """Mark what changed of a model's record, if anything did."""
    changed = [word for name, word in _RECORD.items() if getattr(before, name) != getattr(after, name)]
    if changed:
        marks.add(session, clock.now(), f"{words.listed(changed)} changed", model_id=model_id)


def mark_arena(session: WriteSession, arena: Arena, parameters: Mapping[str, object]) -> None:
    """Mark which of an arena's parameters are exchanged, if any of them is another than before."""
    changed = [f"{name} {value}" for name, value in parameters.items() if getattr(arena, name) != value]
    if changed:
        detail = f"all votes recounted with {words.listed(changed)}"
        marks.add(session, clock.now(), detail, arena_id=arena.id)
