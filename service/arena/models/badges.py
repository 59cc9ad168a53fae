"""Badges: a model's places on an axis of an arena, or in the arena where it ranks highest.

A badge is a claim, and stands on another site for days. So it names the places that are decided.
"""

from __future__ import annotations

from dataclasses import dataclass

from service.arena.boards.boards import leaderboard
from service.arena.catalog import arenas, models
from service.arena.models.cards import ArenaPlace, card, place
from service.arena.services import Services
from service.db.engine import ReadSession
from service.domain.axes import OVERALL, Axis
from service.domain.boards import Places
from service.domain.catalog import Model
from service.errors import FieldError, Invalid


@dataclass(frozen=True, slots=True)
class Badge:
    """A model and its place, None without votes there. ``arena`` is the arena's name, "" without one."""

    model: Model
    arena: str
    axis: Axis
    place: ArenaPlace | None


def badge(session: ReadSession, slug: str, arena: str | None, axis: Axis, today: int) -> Badge:
    """Return a model's badge for an arena, or for the one where it ranks highest. ``today`` is since 1970.

    Raise NotFound for an unknown model, arena or axis, and Invalid for an axis without an arena.
    """
    model = models.get(session, slug)
    if arena is not None:
        return Badge(model, arenas.get(session, arena).name, axis, place(session, slug, arena, axis))
    if axis != OVERALL:
        detail = "is needed for a theme or a language"
        raise Invalid(f"arena {detail}", [FieldError("arena", detail)])
    best = next(iter(card(session, slug, today).places), None)
    return Badge(model, best.arena.name if best else "", axis, best)


async def decided_places(services: Services, place: ArenaPlace | None, axis: Axis) -> Places | None:
    """Return the places that a model may have by what is decided; None where it is not ranked."""
    if place is None or place.rank is None:
        return None
    return (await leaderboard(services, place.arena.slug, axis)).places(place.standing.model)
