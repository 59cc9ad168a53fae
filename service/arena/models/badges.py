"""A model's rank, for a badge: on an axis of an arena, or where it ranks highest."""

from __future__ import annotations

from dataclasses import dataclass

from service.arena.catalog import arenas, models
from service.arena.models.cards import ArenaPlace, card, place
from service.db.engine import ReadSession
from service.domain.axes import OVERALL, Axis
from service.domain.catalog import Model
from service.errors import FieldError, Invalid


@dataclass(frozen=True, slots=True)
class Badge:
    """A model and its place, None without a vote there; ``arena`` is its name, "" for none."""

    model: Model
    arena: str
    axis: Axis
    place: ArenaPlace | None


def badge(session: ReadSession, slug: str, arena: str | None, axis: Axis, today: int) -> Badge:
    """What a badge of a model says on a day (since 1970); without an arena, of the one it ranks highest in.

    Raises NotFound for the model, the arena and an axis that never was, Invalid for an axis without an arena.
    """
    model = models.get(session, slug)
    if arena is not None:
        return Badge(model, arenas.get(session, arena).name, axis, place(session, slug, arena, axis))
    if axis != OVERALL:
        detail = "is needed for a theme or a language"
        raise Invalid(f"arena {detail}", [FieldError("arena", detail)])
    best = next(iter(card(session, slug, today).places), None)
    return Badge(model, best.arena.name if best else "", axis, best)
