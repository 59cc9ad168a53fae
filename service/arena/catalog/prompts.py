"""Prompts: created, found, listed."""

from __future__ import annotations

from collections.abc import Sequence

from service.arena.catalog import arenas
from service.arena.catalog.prompt_categories import category_of
from service.arena.catalog.records import get_by_id
from service.arena.recording.id_cache import IdCache
from service.db.catalog_revision import touch_catalog
from service.db.engine import ReadSession, WriteSession
from service.db.queries import arenas as arena_rows
from service.db.queries import prompts
from service.db.queries.prompts import PromptRow
from service.domain import clock
from service.domain.axes import PromptCategory
from service.domain.catalog import Prompt
from service.domain.images import copy_url
from service.domain.paging import Listing, Page, after_id, listing
from service.errors import Conflict

_SEPARATOR = ";"


def create(
    session: WriteSession,
    arena: str,
    text: str,
    *,
    language: str | None = None,
    themes: Sequence[str] = (),
    source_image: str | None = None,
) -> Prompt:
    """Add a prompt to an arena; themes and language may be in any spelling.

    Raise NotFound for the arena, Invalid for unusable themes or an unknown language, and Conflict if the
    arena has the same text with the same themes, language and image.
    """
    before, number = _ensure(session, arena, text, category_of(tuple(themes), language), source_image)
    if before:
        raise Conflict(f"arena {arena} has this prompt already; it is number {number}")
    return get(session, arena, number)


def find_or_create(
    session: WriteSession, arena: str, text: str, *, language: str | None = None, themes: Sequence[str] = ()
) -> Prompt:
    """Return the prompt of this text, these themes and this language, created if it is new.

    Raise as `create` does.
    """
    return get(session, arena, _ensure(session, arena, text, category_of(tuple(themes), language), None)[1])


def _ensure(
    session: WriteSession, arena: str, text: str, category: PromptCategory, source_image: str | None
) -> tuple[bool, int]:
    """Return whether the prompt existed before, and its id."""
    touch_catalog(session)
    arena_id = arenas.get(session, arena).id
    arena_rows.lock(session, [arena_id])
    category_id, stored = IdCache().stored_category(session, arena_id, category)
    digest = prompts.digest(text, stored, source_image)
    known = prompts.find(session, arena_id, digest)
    if known is not None:
        return True, known
    new = prompts.NewPrompt(arena_id, category_id, text, digest, clock.now(), source_image)
    return False, prompts.add(session, new)


def get(session: ReadSession, arena: str, prompt_id: int) -> Prompt:
    """Return a prompt of an arena; raise NotFound."""
    arena_id = arenas.get(session, arena).id
    return _shape(get_by_id("prompt", prompt_id, lambda prompt_id: prompts.get(session, arena_id, prompt_id)))


def page(session: ReadSession, arena: str, page: Page) -> Listing[Prompt]:
    """Return a page of an arena's prompts, oldest first; raise NotFound."""
    rows = prompts.page(session, arenas.get(session, arena).id, after_id(page), page.size)
    return listing(rows, page, _shape, lambda prompt: str(prompt.id))


def _shape(row: PromptRow) -> Prompt:
    themes = tuple(row.themes.split(_SEPARATOR)) if row.themes else ()
    return Prompt(
        id=row.id,
        text=row.text,
        themes=themes,
        language=row.language or None,
        source_image=row.source_image,
        source_image_url=copy_url(row.source_copy) if row.source_copy else None,
        created_at=row.created_at,
    )
