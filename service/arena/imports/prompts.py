"""Import of prompts: PartiPrompts' table, or any file with texts, themes and languages, into an arena."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from service.arena.imports.arenas import open_arena
from service.arena.imports.fields import FieldRow, read_fields
from service.arena.imports.readers.frames import Refused
from service.arena.imports.readers.tables import open_table
from service.arena.imports.votes import rules
from service.arena.recording.id_cache import IdCache
from service.arena.recording.theme_names import ThemeNames, add_themes
from service.db.catalog_revision import touch_catalog
from service.db.engine import WriteSession
from service.db.queries import imports, prompts
from service.domain import clock
from service.domain.axes import PromptCategory
from service.domain.names import look_alikes
from service.errors import Invalid

# Our names, then those of PartiPrompts. Its Challenge and Note say how hard a prompt is, not what it shows.
_SOURCES = {"text": ("text", "prompt"), "themes": ("themes", "category"), "language": ("language",)}


@dataclass(frozen=True, slots=True)
class PromptFile:
    """All prompts of a file and its refused rows."""

    prompts: list[tuple[str, PromptCategory]]
    refused: list[Refused]


@dataclass(frozen=True, slots=True)
class PromptReport:
    """The result of importing a file.

    ``look_alikes`` are themes of the file and other themes that people may take for the same.
    """

    arena: str
    accepted: int
    duplicates: int
    rejected: list[Refused]
    look_alikes: list[tuple[str, str]] = field(default_factory=list)

    @property
    def took_nothing(self) -> bool:
        """Whether nothing was added and nothing was there already."""
        return not (self.accepted or self.duplicates)


def read_prompts(
    source: Path | str, language: str, *, format_: str | None = None, sheet: str | None = None
) -> PromptFile:
    """Return the checked prompts of a file; ``language`` is for rows without one, "" if it is unknown.

    Raise as `open_table`, and MissingColumns.
    """
    rows, refused = read_fields(open_table(source, format_, sheet=sheet), _SOURCES, [["text"]])
    file = PromptFile([], refused)
    for line, row in rows:
        try:
            file.prompts.append(_prompt(row, language))
        except Invalid as error:
            refused.append(Refused(line, error.detail))
    refused.sort()
    return file


def import_prompts(
    session: WriteSession, file: PromptFile, slug: str, *, task: str | None = None
) -> PromptReport:
    """Add the prompts that an arena lacks; create the arena where it does not exist.

    Raise as `open_arena`.
    """
    touch_catalog(session)
    arena = open_arena(session, slug, task)
    themes = dict.fromkeys(theme for _, category in file.prompts for theme in category.themes)
    near = look_alikes(themes, ThemeNames(session).names)
    add_themes(session, themes)
    names, now = IdCache(), clock.now()
    wanted: dict[bytes, tuple[int, str]] = {}
    for text, category in file.prompts:
        category_id, stored = names.stored_category(session, arena.id, category)
        wanted[prompts.digest(text, stored)] = category_id, text
    known = imports.prompt_ids(session, arena.id, wanted)
    new = [
        (arena.id, category_id, text, digest, now)
        for digest, (category_id, text) in wanted.items()
        if digest not in known
    ]
    imports.add_prompts(session, new)
    return PromptReport(slug, len(new), len(file.prompts) - len(new), file.refused, near)


def _prompt(row: FieldRow, language: str) -> tuple[str, PromptCategory]:
    text = row["text"]
    if text is None:
        raise Invalid("the text is missing")
    rules.check_text("prompt", text)
    return text, rules.subject_of(row["themes"] or "", row["language"] or language)
