"""Slugs: the names of things in URLs, files and commands."""

from __future__ import annotations

import re
import unicodedata

from service.domain.texts.look_alikes import mixed_scripts, plain
from service.errors import Invalid

MAX_SLUG = 100

_BETWEEN = re.compile(r"[-._]{2,}")


def is_slug(text: str) -> bool:
    """Return whether the text is a slug.

    The slug of a slug is the slug itself, so that a name that is exported and imported again still names the
    same thing.
    """
    return 0 < len(text) <= MAX_SLUG and slugify(text) == text


def check_slug(slug: str, what: str) -> str:
    """Return the slug. Raise Invalid, and suggest the nearest slug, if it is not valid.

    A slug has lowercase letters and digits of any script, with one ``.``, ``_`` or ``-`` between them. It has
    none that only look like others, because people could not tell two such slugs apart.
    """
    if not is_slug(slug):
        raise Invalid(
            f"{slug[:MAX_SLUG]!r} cannot be the slug of {what}: use at most {MAX_SLUG} lowercase letters "
            f"and digits with one '.', '_' or '-' between them, such as {slugify(slug) or 'photon-flash-1'!r}"
        )
    if plain(slug) != slug:
        suggestion = slugify(plain(slug))
        raise Invalid(
            f"{slug!r} cannot be the slug of {what}: it has characters that look like others; "
            f"use {suggestion!r}"
        )
    mixed = mixed_scripts(slug)
    if mixed:
        raise Invalid(
            f"{slug!r} cannot be the slug of {what}: one of its words mixes {' and '.join(mixed)} letters, "
            "which look alike; write each word in one script"
        )
    return slug


def slugify(name: str) -> str:
    """Return the slug nearest to a name, or "" if the name has no letters or digits.

    ``Produce & Plants`` becomes ``produce-plants``. Names that differ only in case, spaces or punctuation
    share a slug.
    """
    text = unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).lower())
    kept = ""
    for character in text:
        kept += character if character in "._" or _in_word(character, kept) else "-"
    return _BETWEEN.sub("-", kept).strip("-._")[:MAX_SLUG].strip("-._")


def _in_word(character: str, before: str) -> bool:
    """Return whether it is a letter, a digit, or a mark on one. Hindi words differ by their marks."""
    kind = unicodedata.category(character)[0]
    return kind in "LN" or (kind == "M" and before[-1:] not in {"", "-", ".", "_"})
