"""From the themes and languages that readers name to the axes that are stored."""

from __future__ import annotations

from service.arena.catalog import languages
from service.db.engine import ReadSession
from service.db.queries import prompt_categories
from service.domain.arenas import Arena
from service.domain.axes import OVERALL, Axis
from service.domain.names import natural_slug
from service.domain.slugs import is_slug
from service.errors import NotFound


def axis_of(theme: str | None, language: str | None) -> Axis:
    """Return the axis of a theme and a language as people write them; None or "" means all.

    Raise Invalid if the language is not a language tag.
    """
    slug = natural_slug(theme) or theme if theme and not is_slug(theme) else theme or ""
    return Axis(slug, languages.canonical(language) if language else "")


def find_axis(session: ReadSession, arena: Arena, axis: Axis) -> int | None:
    """Return the id of an axis, None if it only lacks votes.

    Raise NotFound if its theme or its language never occurred in the arena.
    """
    for part in (Axis(axis.theme), Axis("", axis.language)):
        if part != OVERALL and not _known(session, arena, part):
            raise NotFound(
                f"nothing in arena {arena.slug} has {part.label}; its axes are under "
                f"/api/v1/arenas/{arena.slug}/axes"
            )
    return prompt_categories.find_axis(session, arena.id, axis)


def _known(session: ReadSession, arena: Arena, part: Axis) -> bool:
    # Asked for something that is not a slug, such as a NUL character, PostgreSQL fails instead of finding
    # nothing.
    asked = not part.theme or is_slug(part.theme)
    return asked and prompt_categories.find_axis(session, arena.id, part) is not None
