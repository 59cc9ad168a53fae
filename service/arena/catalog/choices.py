"""What forms offer instead of a text to type: slugs of what there is, with their names."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from service.arena.catalog.languages import display_name
from service.arena.catalog.native_names import NATIVE
from service.db.engine import ReadSession
from service.db.queries import arenas, models, offers, organizations, prompt_categories
from service.domain.paging import MAX_PAGE, Page

TASKS = ("text-to-image", "image-editing")
"""The tasks that pages know; arenas and models may have others."""

_WRITTEN = ("en-US", "pt-BR", "zh-Hans", "zh-Hant")


class Choice(NamedTuple):
    """A value that a field may have, and what people call it."""

    value: str
    name: str


def of_sources(session: ReadSession, names: Iterable[str]) -> dict[str, list[Choice]]:
    """Return the choices of each of these sources, which are keys of `SOURCES`."""
    return {name: SOURCES[name](session) for name in names}


def of_arena(session: ReadSession, arena_id: int) -> dict[str, list[Choice]]:
    """Return the themes and the languages of the prompts of an arena, by ``theme`` and ``language``."""
    found = prompt_categories.of_arena(session, arena_id).values()
    themes = {theme for one in found for theme in one.themes}
    languages = {one.language for one in found if one.language}
    return {
        "theme": [one for one in _themes(session) if one.value in themes],
        "language": sorted((Choice(tag, display_name(tag)) for tag in languages), key=lambda one: one.name),
    }


def _arenas(session: ReadSession) -> list[Choice]:
    return [Choice(one.slug, one.name) for one in arenas.every(session) if one.retired_at is None]


def _models(session: ReadSession) -> list[Choice]:
    return [Choice(one.slug, one.name) for one in models.page(session, Page("", MAX_PAGE), retired=False)]


def _organizations(session: ReadSession) -> list[Choice]:
    rows = organizations.page(session, Page("", MAX_PAGE), retired=True)
    return [Choice(one.slug, one.name) for one in rows]


def _themes(session: ReadSession) -> list[Choice]:
    names = prompt_categories.theme_names(session)
    return [Choice(slug, names[slug] or slug.capitalize()) for slug in sorted(names)]


def _tasks(session: ReadSession) -> list[Choice]:
    known = (arena.task for arena in arenas.every(session))
    return [Choice(task, task) for task in dict.fromkeys((*TASKS, *known))]


def _providers(session: ReadSession) -> list[Choice]:
    return [Choice(name, name) for name in offers.providers(session)]


def _languages(session: ReadSession) -> list[Choice]:
    del session  # they are those of the registry
    tags = {*NATIVE.values(), *_WRITTEN}
    return sorted((Choice(tag, display_name(tag)) for tag in tags), key=lambda one: one.name)


SOURCES: Mapping[str, Callable[[ReadSession], list[Choice]]] = {
    "arenas": _arenas,
    "models": _models,
    "organizations": _organizations,
    "themes": _themes,
    "tasks": _tasks,
    "providers": _providers,
    "languages": _languages,
}
"""Where choices come from, by name."""
