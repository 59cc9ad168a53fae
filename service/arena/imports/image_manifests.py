"""Manifests of images: a table with one image a row, or a folder with one folder a prompt."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from service.arena.imports.fields import FieldRow, read_fields
from service.arena.imports.places import inside
from service.arena.imports.readers.frames import Refused
from service.arena.imports.readers.sources import is_address
from service.arena.imports.readers.tables import open_table
from service.arena.imports.votes import rules
from service.domain.axes import PromptCategory
from service.domain.catalog import MAX_PROMPT
from service.domain.paging import MAX_ID
from service.domain.texts.digits import number_of
from service.errors import Invalid

PROMPT_FILE = "prompt.txt"
"""The file with the prompt's text, for texts that cannot be the name of a folder."""

_SOURCES = {
    **{name: (name,) for name in ("model", "prompt", "prompt_id", "path", "url", "language")},
    "themes": ("themes", "theme"),
}
_NEEDED = (("model",), ("path", "url"), ("prompt", "prompt_id"))


class ImageEntry(NamedTuple):
    """An image to import: its model's name, its prompt, and its file or URL.

    The prompt is an id or a text. Without a ``stratum``, its themes and language are not given.
    """

    line: int
    model: str
    place: Path | str
    prompt: str | int
    stratum: PromptCategory | None = None


class ImageFile(NamedTuple):
    """All images of a manifest, and the refused rows."""

    entries: list[ImageEntry]
    refused: list[Refused]


def read_images(source: Path | str, *, format_: str | None = None, sheet: str | None = None) -> ImageFile:
    """Return the images of a manifest, or of a folder laid out ``prompt/model.png``; no image is opened.

    Paths in a manifest are relative to its folder, and rows whose file is outside of it are refused: a
    manifest from somebody else must not publish files of this machine. Raise as `open_table`, and
    MissingColumns.
    """
    if isinstance(source, Path) and source.is_dir():
        return _read_folder(source)
    rows, refused = read_fields(open_table(source, format_, sheet=sheet), _SOURCES, _NEEDED)
    file = ImageFile([], refused)
    folder = None if isinstance(source, str) and is_address(source) else Path(source).parent
    for line, row in rows:
        _take(file, line, row, folder)
    file.refused.sort()
    return file


def _take(file: ImageFile, line: int, row: FieldRow, folder: Path | None) -> None:
    try:
        file.entries.append(_entry(line, row, folder))
    except Invalid as error:
        file.refused.append(Refused(line, error.detail))


def _entry(line: int, row: FieldRow, folder: Path | None) -> ImageEntry:
    name = _one_of(row, "model")[1]
    rules.model_of(name)
    column, place = _one_of(row, "path", "url")
    themes, language = row.get("themes"), row.get("language")
    has_category = themes is not None or language is not None
    stratum = rules.subject_of(themes or "", language or "") if has_category else None
    if column == "path":
        return ImageEntry(line, name, _inside(folder, place), _prompt(row), stratum)
    return ImageEntry(line, name, place, _prompt(row), stratum)


def _inside(folder: Path | None, name: str) -> Path:
    if folder is None:
        raise Invalid("path names a file beside the manifest, which came from the internet; use url")
    return inside(folder, name)


def _prompt(row: FieldRow) -> str | int:
    column, text = _one_of(row, "prompt", "prompt_id")
    if column == "prompt":
        rules.check_text("prompt", text)
        return text
    number = number_of(text.strip().removesuffix(".0"), MAX_ID)
    if not number:
        raise Invalid(f"prompt_id {text[:40]!r} is not the id of a prompt")
    return number


def _one_of(row: FieldRow, *names: str) -> tuple[str, str]:
    """Return the one of these columns that has a value, and the value. Raise Invalid for none or several."""
    values = [(name, text) for name in names if (text := row.get(name)) is not None]
    if len(values) != 1:
        raise Invalid(
            f"{' and '.join(names)} are both given; give one"
            if values
            else f"{' or '.join(names)} is missing"
        )
    return values[0]


def _read_folder(folder: Path) -> ImageFile:
    file = ImageFile([], [])
    for line, path in enumerate(_files(folder), 1):
        parts = path.relative_to(folder).parts
        if len(parts) != 2:  # noqa: PLR2004 - prompt/model.png
            file.refused.append(Refused(line, f"{'/'.join(parts)} is not laid out as prompt/model.png"))
            continue
        try:
            text = _text_of(folder, parts[0])
        except Invalid as error:
            file.refused.append(Refused(line, error.detail))
            continue
        _take(file, line, {"model": path.stem, "prompt": text, "path": "/".join(parts)}, folder)
    return file


def _files(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder that are images, without hidden files."""
    for path in sorted(folder.rglob("*")):
        visible = not any(part.startswith(".") for part in path.relative_to(folder).parts)
        if visible and path.is_file() and path.name != PROMPT_FILE:
            yield path


def _text_of(folder: Path, prompt: str) -> str:
    """Return the text of a prompt. Raise Invalid where it is far too long, before it is read."""
    file = inside(folder, f"{prompt}/{PROMPT_FILE}")
    if not file.is_file():
        return prompt
    with file.open(encoding="utf-8", errors="replace") as stream:
        text = stream.read(2 * MAX_PROMPT)
    if len(text) == 2 * MAX_PROMPT:
        raise Invalid(f"{PROMPT_FILE} has more than {MAX_PROMPT:,} characters")
    return text.strip()
