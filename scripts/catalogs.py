"""Catalogs of translated texts: collected from templates and modules, and compiled for the program."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import DEFAULT_KEYWORDS, extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from jinja2.ext import babel_extract

WEB = Path(__file__).resolve().parents[1] / "service" / "web"
LOCALES = WEB / "locales"
_KEYWORDS = {**DEFAULT_KEYWORDS, "NN_": (1, 2)}
_TEMPLATES = {"extensions": "jinja2.ext.i18n", "trimmed": "true", "newstyle_gettext": "true"}
_WIDTH = 100


def collected() -> Catalog:
    """Return every text that is marked for translation, with the files that it is in."""
    catalog = Catalog()
    for path in sorted((*WEB.rglob("*.py"), *(WEB / "templates").rglob("*.html"))):
        for text in _texts(path):
            catalog.add(text, locations=[(str(path.relative_to(WEB.parents[1])), 0)])
    return catalog


def _texts(path: Path) -> Iterator[str | tuple[str, ...]]:
    method: Any = "python" if path.suffix == ".py" else babel_extract
    options = {} if path.suffix == ".py" else _TEMPLATES
    with path.open("rb") as file:
        for _, text, _, _ in extract(method, file, _KEYWORDS, (), options):
            yield text


def read(tag: str) -> Catalog:
    """Return the catalog of a language."""
    with (LOCALES / f"{tag}.po").open("rb") as file:
        return read_po(file, tag)


def compiled(catalog: Catalog) -> bytes:
    """Return a catalog as the program reads it."""
    file = io.BytesIO()
    write_mo(file, catalog)
    return file.getvalue()


def missing(catalog: Catalog, texts: Catalog) -> list[str]:
    """Return the texts that a catalog has no translation for."""
    return [str(text.id) for text in texts if text.id and not _is_translated(catalog, text.id)]


def _is_translated(catalog: Catalog, text: Any) -> bool:
    found = catalog.get(text)
    strings = (found.string if found else None) or ""
    return all([strings] if isinstance(strings, str) else strings)


def _update(tag: str, texts: Catalog) -> list[str]:
    """Write a language's catalog with today's texts, and compile it; return what lacks a translation."""
    catalog = read(tag)
    texts.creation_date = catalog.creation_date  # nothing changes in the file where no text did
    catalog.update(texts, no_fuzzy_matching=True)
    with (LOCALES / f"{tag}.po").open("wb") as file:
        write_po(file, catalog, _WIDTH, ignore_obsolete=True, include_lineno=False, sort_output=True)
    (LOCALES / f"{tag}.mo").write_bytes(compiled(read(tag)))
    return missing(catalog, texts)


def _main() -> int:
    untranslated = {path.stem: _update(path.stem, collected()) for path in sorted(LOCALES.glob("*.po"))}
    for tag, texts in untranslated.items():
        for text in texts:
            print(f"{tag}: no translation of {text!r}", file=sys.stderr)
    return 1 if any(untranslated.values()) else 0


if __name__ == "__main__":
    sys.exit(_main())
