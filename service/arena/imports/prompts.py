"""Import of prompts: PartiPrompts' table, or any file with texts, themes and languages, into an arena."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from service.arena.imports.arenas import open_arena
from service.arena.imports.readers.frames import Refused
from service.arena.imports.readers.tables import open_table
from service.arena.imports.votes import rules
from service.arena.imports.votes.lists import items_of
from service.arena.recording.id_cache import IdCache
from service.db.catalog_revision import touch_catalog
from service.db.engine import WriteSession
from service.db.queries import imports, prompt_categories, prompts
from service.domain import clock
from service.domain.axes import PromptCategory
from service.domain.slugs import slugify
from service.errors import Invalid

# Our names, then those of PartiPrompts. Its Challenge and Note say how hard a prompt is, not what it shows.
_SOURCES = {"text": ("text", "prompt", "Prompt"), "themes": ("themes", "Category"), "language": ("language",)}
_WANTED = frozenset(name for names in _SOURCES.values() for name in names)

Row = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class PromptFile:
    """All prompts of a file and its refused rows. ``themes`` has the file's name for each slug."""

    prompts: list[tuple[str, PromptCategory]]
    themes: dict[str, str]
    refused: list[Refused]


@dataclass(frozen=True, slots=True)
class PromptReport:
    """The result of importing a file."""

    arena: str
    accepted: int
    duplicates: int
    rejected: list[Refused]


def read_prompts(path: Path, language: str, *, format_: str | None = None) -> PromptFile:
    """Return the checked prompts of a file; ``language`` is for rows without one, "" if it is unknown.

    Raise Malformed for a broken file, and Invalid for an unknown format or a missing column.
    """
    file = PromptFile([], {}, [])
    seen: set[str] = set()
    for batch in open_table(path, format_).batches(_WANTED):
        file.refused.extend(batch.refused)
        seen |= set(batch.frame.columns)
        for line, row in batch.rows():
            _take(file, line, row, language)
    if (file.prompts or file.refused) and not seen & set(_SOURCES["text"]):
        raise Invalid("the file has no column text, prompt or Prompt; nothing was imported")
    return file


def import_prompts(
    session: WriteSession, file: PromptFile, slug: str, *, task: str | None = None
) -> PromptReport:
    """Add the prompts that an arena lacks; create the arena where it does not exist.

    Raise as `open_arena`.
    """
    touch_catalog(session)
    arena = open_arena(session, slug, task)
    prompt_categories.add_themes(session, file.themes)
    wanted = {prompts.digest(text, stratum): (text, stratum) for text, stratum in file.prompts}
    known = imports.prompt_ids(session, arena.id, wanted)
    names, now = IdCache(), clock.now()
    new = [
        (arena.id, names.category(session, arena.id, stratum), text, digest, now)
        for digest, (text, stratum) in wanted.items()
        if digest not in known
    ]
    imports.add_prompts(session, new)
    return PromptReport(slug, len(new), len(file.prompts) - len(new), file.refused)


def _take(file: PromptFile, line: int, row: Row, language: str) -> None:
    try:
        file.prompts.append(_prompt(row, language))
    except Invalid as error:
        file.refused.append(Refused(line, error.detail))
        return
    for name in items_of(_first(row, "themes") or ""):
        file.themes.setdefault(slugify(name), name)


def _prompt(row: Row, language: str) -> tuple[str, PromptCategory]:
    text = _first(row, "text")
    if text is None:
        raise Invalid("the text is missing")
    rules.check_text("prompt", text)
    return text, rules.subject_of(_first(row, "themes") or "", _first(row, "language") or language)


def _first(row: Row, field: str) -> str | None:
    return _any(row.get(name) for name in _SOURCES[field])


def _any(texts: Iterable[str | None]) -> str | None:
    return next((text for text in texts if text is not None), None)
