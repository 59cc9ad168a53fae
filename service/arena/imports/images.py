"""Import of images, a few at a time: after an interruption the same import continues where it stopped."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from service.arena.catalog import models, prompts
from service.arena.catalog.model_names import ModelNames
from service.arena.images import images
from service.arena.images.images import Stored
from service.arena.imports.arenas import ABSENT, find_arena, open_arena
from service.arena.imports.image_manifests import ImageEntry, ImageFile
from service.arena.imports.readers.frames import Refused
from service.arena.progress import Progress, silent
from service.arena.recording.theme_names import find_slugged
from service.arena.services import Services
from service.blobs.protocol import digest_of
from service.db.catalog_revision import touch_catalog
from service.db.engine import ReadSession, WriteSession
from service.db.queries import images as image_rows
from service.db.queries import models as model_rows
from service.db.queries import prompts as prompt_rows
from service.db.queries.images import ImageRow
from service.domain.arenas import Arena
from service.domain.images import MAX_BYTES, is_damaged
from service.domain.names import look_alikes
from service.errors import ArenaError, Conflict, Invalid, TooLarge

FETCH_SECONDS = 30

# How many are read and then recorded together: more need memory, fewer need more commits.
_AT_ONCE = 16
_OUR_FAULT = 500


@dataclass(slots=True)
class ImageReport:
    """The result of importing a manifest.

    ``look_alikes`` are names of models in the file and other names that people may take for the same.
    """

    arena: str
    accepted: int = 0
    duplicates: int = 0
    rejected: list[Refused] = field(default_factory=list)
    look_alikes: list[tuple[str, str]] = field(default_factory=list)

    @property
    def took_nothing(self) -> bool:
        """Whether nothing was added and nothing was there already."""
        return not (self.accepted or self.duplicates)


async def import_images(
    services: Services,
    file: ImageFile,
    slug: str,
    *,
    task: str | None = None,
    strict: bool = False,
    progress: Progress = silent,
) -> ImageReport:
    """Import the images of a manifest; create the arena with its first image where it does not exist.

    Unknown models and prompts are created too; with ``strict`` their rows are refused. An image that a model
    already has for a prompt is a duplicate. Raise as `open_arena`, and Unavailable or StorageFull where the
    service cannot continue; images imported until then stay.
    """
    arena = await services.database.read(find_arena, slug, task)
    slugs, near = await services.database.read(_names, file)
    known = _Known(await services.database.read(prompt_rows.by_text, arena.id), slugs)
    report = ImageReport(slug, rejected=[*file.refused], look_alikes=near)
    importer = _Importer(services, arena, known, report, strict=strict)
    for start in range(0, len(file.entries), _AT_ONCE):
        await importer.take(file.entries[start : start + _AT_ONCE])
        progress("importing images", min(start + _AT_ONCE, len(file.entries)), len(file.entries))
    importer.report.rejected.sort()
    return importer.report


def _names(session: ReadSession, file: ImageFile) -> tuple[dict[str, str], list[tuple[str, str]]]:
    """Return the slug of each model that a manifest names, known or new, and the names that look alike."""
    known, names = ModelNames(session), [entry.model for entry in file.entries]
    return known.slugs_for(names), look_alikes(map(str.strip, names), known.names)


@dataclass(frozen=True, slots=True)
class _Known:
    """The ids of an arena's prompts by their texts, and the slugs of the manifest's models by their names."""

    texts: dict[str, list[int]]
    slugs: dict[str, str]


class _Importer:
    """Imports entries into an arena."""

    def __init__(
        self,
        services: Services,
        arena: Arena,
        known: _Known,
        report: ImageReport,
        *,
        strict: bool,
    ) -> None:
        self.report = report
        self._services = services
        self._arena = arena
        self._texts = known.texts
        self._slugs = known.slugs
        self._strict = strict

    async def take(self, entries: Sequence[ImageEntry]) -> None:
        """Import some entries; record all good ones in one transaction."""
        prepared = await asyncio.gather(*(self._prepare(entry) for entry in entries))
        stored = [(entry, one) for entry, one in zip(entries, prepared, strict=True) if one]
        if stored:
            await self._services.database.write_once(self._record, stored)

    async def _prepare(self, entry: ImageEntry) -> Stored | None:
        """Store the entry's picture and return it, None for a duplicate or a refused entry."""
        try:
            data = await self._bytes(entry.place)
            known = await self._services.database.read(self._find, entry, digest_of(data))
            if known is None:
                return await images.store(self._services, data)
            if await images.is_readable(self._services, known):
                self.report.duplicates += 1
                return None
            return replace(await images.store(self._services, data), repairs=known.id)
        except ArenaError as error:
            if error.status >= _OUR_FAULT:
                raise
            self.report.rejected.append(Refused(entry.line, f"{entry.place}: {error.detail}"))
            return None

    async def _bytes(self, place: Path | str) -> bytes:
        if isinstance(place, Path):
            return await asyncio.to_thread(_read, place)
        return await self._services.fetcher.fetch(place, max_bytes=MAX_BYTES, seconds=FETCH_SECONDS)

    def _find(self, session: ReadSession, entry: ImageEntry, sha256: bytes) -> ImageRow | None:
        """Return the image if it exists and is not withdrawn as damaged.

        Raise Invalid where the entry must be refused.
        """
        slug = self._slugs[entry.model]
        model_id = model_rows.ids_of(session, [slug]).get(slug)
        prompt_id = self._find_prompt(session, entry)
        if self._strict and (model_id is None or prompt_id is None):
            missing = f"model {entry.model.strip()!r}" if model_id is None else "such prompt"
            raise Invalid(f"there is no {missing}")
        if model_id is None or prompt_id is None:
            return None
        known = image_rows.find(session, prompt_id, model_id, sha256)
        return None if known is None or is_damaged(known.withdrawn_reason) else known

    def _record(self, session: WriteSession, stored: Sequence[tuple[ImageEntry, Stored]]) -> None:
        touch_catalog(session)
        if self._arena.id == ABSENT:
            self._arena = open_arena(session, self._arena.slug, self._arena.task)
        for entry, one in stored:
            slug, prompt_id = self._model(session, entry), self._prompt(session, entry)
            try:
                images.record(session, self._arena.slug, slug, prompt_id, one, origin="import")
            except Conflict:  # the manifest has it twice
                self.report.duplicates += 1
            else:
                self.report.accepted += 1

    def _model(self, session: WriteSession, entry: ImageEntry) -> str:
        slug = self._slugs[entry.model]
        if not model_rows.ids_of(session, [slug]):
            models.create(session, slug, {"name": entry.model.strip()})
        return slug

    def _prompt(self, session: WriteSession, entry: ImageEntry) -> int:
        prompt_id = self._find_prompt(session, entry)
        if prompt_id is None:
            text, stratum = str(entry.prompt), entry.stratum
            themes, language = (stratum.themes, stratum.language or None) if stratum else ((), None)
            prompt_id = prompts.create(session, self._arena.slug, text, themes=themes, language=language).id
            self._texts.setdefault(text, []).append(prompt_id)
        return prompt_id

    def _find_prompt(self, session: ReadSession, entry: ImageEntry) -> int | None:
        """Return the id of an entry's prompt, None for a new text.

        Without themes and language, a text means the only prompt that has it.
        """
        if isinstance(entry.prompt, int):
            return prompts.get(session, self._arena.slug, entry.prompt).id
        if entry.stratum is not None:
            category = find_slugged(session, entry.stratum)
            if category is None:
                return None
            digest = prompt_rows.digest(entry.prompt, category)
            return prompt_rows.find(session, self._arena.id, digest)
        numbers = self._texts.get(entry.prompt, [])
        if len(numbers) > 1:
            raise Invalid(f"{len(numbers)} prompts have this text; choose one by its prompt_id")
        return numbers[0] if numbers else None


def _read(path: Path) -> bytes:
    """Return a file's bytes. Raise Invalid, and TooLarge for more bytes than an image may have."""
    try:
        if not path.is_file():
            raise Invalid("the file does not exist")
        if path.stat().st_size > MAX_BYTES:
            raise TooLarge(f"the file has {path.stat().st_size} bytes; at most {MAX_BYTES} are allowed")
        return path.read_bytes()
    except OSError as error:
        raise Invalid(f"the file cannot be read: {error.strerror}") from None
