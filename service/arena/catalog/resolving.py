"""From what a reader names to what is stored: an arena, an axis."""

from __future__ import annotations

from service.arena.catalog import arenas, languages
from service.arena.services import Services
from service.db.engine import ReadSession
from service.db.queries import prompt_categories
from service.domain.arenas import Arena
from service.domain.axes import OVERALL, Axis
from service.domain.slugs import is_slug, slugify
from service.errors import NotFound


async def arena_id(services: Services, slug: str) -> int:
    """Return the id of an arena, asked for once: it never changes. Raise NotFound."""
    known = services.arena_ids.get(slug)
    if known is None:
        arena = await services.database.read(arenas.get, slug)
        known = services.arena_ids[slug] = arena.id
    return known


def axis_of(theme: str | None, language: str | None) -> Axis:
    """Return the axis of a theme and a language as people write them; None or "" for all.

    Raise Invalid for a language that is none.
    """
    slug = slugify(theme) or theme if theme else ""
    return Axis(slug, languages.canonical(language) if language else "")


def find_axis(session: ReadSession, arena: Arena, axis: Axis) -> int | None:
    """Return the id of an axis, None for one that only lacks votes.

    Raise NotFound where its theme or its language never occurred in the arena.
    """
    for part in (Axis(axis.theme), Axis("", axis.language)):
        if part != OVERALL and not _known(session, arena, part):
            raise NotFound(
                f"nothing in arena {arena.slug} has {part.label}; its axes are under "
                f"/api/v1/arenas/{arena.slug}/axes"
            )
    return prompt_categories.find_axis(session, arena.id, axis)


def _known(session: ReadSession, arena: Arena, part: Axis) -> bool:
    # Asked with what is no slug, such as the character NUL, PostgreSQL fails instead of finding nothing.
    asked = not part.theme or is_slug(part.theme)
    return asked and prompt_categories.find_axis(session, arena.id, part) is not None
