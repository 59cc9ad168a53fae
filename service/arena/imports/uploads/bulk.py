"""Uploads of prompts and of images: what is in them, and their import, with its progress."""

from __future__ import annotations

import lzma
import shutil
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from service.arena.access.audit import note
from service.arena.imports.image_manifests import ImageFile, read_images
from service.arena.imports.images import ImageReport, import_images
from service.arena.imports.previews.refusals import RefusedGroup, grouped
from service.arena.imports.prompts import PromptReport, import_prompts, read_prompts
from service.arena.imports.transactions import write_import
from service.arena.imports.uploads import store
from service.arena.imports.uploads.store import IMAGES, Result, Upload
from service.arena.services import Services
from service.db.driver_errors import meaning_of
from service.db.engine import WriteSession
from service.domain.texts.words import count
from service.errors import Malformed, StorageFull, TooLarge

MAX_FILES = 5_000
MAX_UNPACKED = 1_000_000_000
"""The most files in a ZIP file, and the most bytes they may have in all."""

_SHOWN = 10
# What the library raises for what it cannot unpack, such as a name that is both a file and a folder. That it
# does not know a compression is a RuntimeError, too.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    RuntimeError,
    EOFError,
    UnicodeError,
    OSError,
)
_MANIFESTS = (".csv", ".tsv", ".json", ".jsonl", ".ndjson", ".parquet", ".xlsx")


@dataclass(frozen=True, slots=True)
class Contents:
    """What an upload has: a sentence, its first rows under ``columns``, and why rows are ``rejected``."""

    summary: str
    columns: Sequence[str]
    rows: Sequence[Sequence[str]]
    refused: Sequence[RefusedGroup]
    rejected: int

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to import."""
        return not self.rows


def contents(upload: Upload) -> Contents:
    """Return what an upload has. Raise Malformed for a broken file, TooLarge, and as `open_table`."""
    return _images(_manifest(upload)) if upload.kind == IMAGES else _prompts(upload)


def _prompts(upload: Upload) -> Contents:
    file = read_prompts(upload.data, "")
    themes = {theme for _, category in file.prompts for theme in category.themes}
    languages = {category.language for _, category in file.prompts if category.language}
    summary = (
        f"{count(len(file.prompts), 'prompt')} with {count(len(themes), 'theme')} "
        f"in {count(len(languages), 'language')}."
    )
    rows = [(text, ", ".join(one.themes), one.language or "") for text, one in file.prompts[:_SHOWN]]
    heads = ("Text", "Themes", "Language")
    return Contents(summary, heads, rows, grouped(file.refused), len(file.refused))


def _images(file: ImageFile) -> Contents:
    models, prompts = ({getattr(one, name) for one in file.entries} for name in ("model", "prompt"))
    summary = (
        f"{count(len(file.entries), 'image')} of {count(len(models), 'model')} "
        f"for {count(len(prompts), 'prompt')}."
    )
    rows = [
        (str(one.prompt), one.model, one.place.name if isinstance(one.place, Path) else one.place)
        for one in file.entries[:_SHOWN]
    ]
    heads = ("Prompt", "Model", "File")
    return Contents(summary, heads, rows, grouped(file.refused), len(file.refused))


def _manifest(upload: Upload) -> ImageFile:
    """Return the images of a ZIP file: those of a table at its top, or of folders ``prompt/model.png``."""
    folder = _unpacked(upload)
    # Many programs put everything into one folder.
    visible = [path for path in sorted(folder.iterdir()) if not path.name.startswith(".")]
    if len(visible) == 1 and visible[0].is_dir() and any(path.is_dir() for path in visible[0].iterdir()):
        folder, visible = visible[0], sorted(visible[0].iterdir())
    tables = [path for path in visible if path.suffix.lower() in _MANIFESTS]
    return read_images(tables[0] if tables else folder)


def _unpacked(upload: Upload) -> Path:
    """Return the folder with the files of a ZIP file, which is unpacked the first time."""
    folder = upload.folder / "unpacked"
    if folder.exists():
        return folder
    started = upload.folder / "unpacking"
    shutil.rmtree(started, ignore_errors=True)
    started.mkdir()
    try:
        _unpack(upload.data, started)
    except _BROKEN as error:
        shutil.rmtree(started, ignore_errors=True)
        if isinstance(meaning := meaning_of(error), StorageFull):
            raise meaning from None
        why = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise Malformed(f"this is not a ZIP file that can be read: {why}") from None
    started.rename(folder)
    return folder


def _unpack(data: Path, folder: Path) -> None:
    with zipfile.ZipFile(data) as archive:
        entries = archive.infolist()
        if len(entries) > MAX_FILES or sum(one.file_size for one in entries) > MAX_UNPACKED:
            raise TooLarge(f"the ZIP file has more than {MAX_FILES:,} files or {MAX_UNPACKED:,} bytes")
        # Whatever the names say, the files stay inside the folder, and none becomes a link.
        archive.extractall(folder)
    shutil.rmtree(folder / "__MACOSX", ignore_errors=True)


async def import_bulk(services: Services, upload: Upload, slug: str, key_id: int) -> Result:
    """Import an upload of prompts or images into an arena; return the result. Raise as the importers."""

    def finished(session: WriteSession, report: ImageReport | PromptReport) -> None:
        note(session, key_id, "import", f"{upload.kind} into {slug}", f"{upload.name}: {_counts(report)}")

    def work(session: WriteSession) -> PromptReport:
        report = import_prompts(session, read_prompts(upload.data, ""), slug)
        finished(session, report)
        return report

    report: ImageReport | PromptReport
    if upload.kind == IMAGES:
        progress = lambda _what, done, total: store.note_progress(upload, done, total)  # noqa: E731 - too long else
        report = await import_images(services, _manifest(upload), slug, progress=progress)
        await services.database.write(finished, report)
        shutil.rmtree(upload.folder / "unpacked", ignore_errors=True)
    else:
        report = await write_import(services.database, work)
    return Result(slug, f"{_counts(report)}.", error=report.took_nothing)


def _counts(report: ImageReport | PromptReport) -> str:
    return (
        f"{report.accepted:,} added, {report.duplicates:,} were already there, "
        f"{len(report.rejected):,} refused"
    )
