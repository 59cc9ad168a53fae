"""Slugs: the names that stand in addresses, files and commands."""

from __future__ import annotations

import re
import unicodedata

from service.errors import Invalid

MAX_SLUG = 100

_BETWEEN = re.compile(r"[-._]{2,}")


def is_slug(text: str) -> bool:
    """Return whether the text can be a slug, that is, names itself: nothing else needs to be looked for.

    A name that is written out and read in again, as imports do, must lead to the same thing.
    """
    return 0 < len(text) <= MAX_SLUG and slugify(text) == text


def check_slug(slug: str, what: str) -> str:
    """Return the slug itself; raise Invalid, with the nearest good slug, where it is not one.

    A slug is lower-case letters and digits of any script, with one ``.``, ``_`` or ``-`` between them.
    """
    if not is_slug(slug):
        raise Invalid(
            f"{slug[:MAX_SLUG]!r} cannot be the slug of {what}: use at most {MAX_SLUG} lower-case letters "
            f"and digits with one '.', '_' or '-' between them, such as {slugify(slug) or 'photon-flash-1'!r}"
        )
    return slug


def slugify(name: str) -> str:
    """Return the slug nearest to a name, "" where nothing of it can stand in one.

    ``Produce & Plants`` gives ``produce-plants``; names that differ only in case, spaces or punctuation
    share a slug.
    """
    plain = unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).lower())
    kept = ""
    for character in plain:
        kept += character if character in "._" or _in_word(character, kept) else "-"
    return _BETWEEN.sub("-", kept).strip("-._")[:MAX_SLUG].strip("-._")


def _in_word(character: str, before: str) -> bool:
    """Whether it is a letter, a digit, or a mark on one: without their marks Hindi words are others."""
    kind = unicodedata.category(character)[0]
    return kind in "LN" or (kind == "M" and before[-1:] not in {"", "-", ".", "_"})
