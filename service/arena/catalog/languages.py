"""Languages as canonical BCP 47 tags, and the tags of languages' names, in English and in their own words.

Tags and names are those of the IANA registry, which comes with the `langcodes` package.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from typing import Any

import langcodes
from langcodes.registry_parser import parse_registry
from langcodes.tag_parser import LanguageTagError

from service.arena.catalog.native_names import NATIVE, OTHER, QUALIFIERS
from service.errors import FieldError, Invalid

# The longest tag that RFC 5646 (4.4.1) asks programs to support.
MAX_TAG = 35

_EXAMPLES = "such as 'en', 'pt-BR' or 'zh-Hans'"
# Tags that name no language. A vote or prompt of an unknown language has no tag.
_NOTHING = {"und", "mul", "mis", "zxx"}
# "Modern Greek (1453-)" and "Malay (macrolanguage)" are not how people write these names.
_REMARK = re.compile(r" \([^)]*\)$")
# Subtags that people know by other names than the registry's.
_DISPLAY_NAMES = {
    ("language", "el"): "Greek",
    ("script", "Hans"): "Simplified",
    ("script", "Hant"): "Traditional",
    ("region", "419"): "Latin America",
    ("region", "KP"): "North Korea",
    ("region", "KR"): "South Korea",
    ("region", "TW"): "Taiwan",
}
# "Portuguese (Brazil)".
_QUALIFIED = re.compile(r"(.+?) ?\(([^()]+)\)")


@lru_cache(maxsize=4096)
def canonical(tag: str) -> str:
    """Return the canonical form of a language tag: ``pt-br`` gives ``pt-BR``, ``iw`` gives ``he``.

    Raise Invalid, with what to write instead, if the text is not a tag or names no language.
    """
    if len(tag) <= MAX_TAG and tag.isascii():
        try:
            standard = langcodes.standardize_tag(tag)
            if langcodes.tag_is_valid(standard) and standard.partition("-")[0] not in _NOTHING:
                return standard
        except LanguageTagError:
            pass
    why = _why(tag)
    raise Invalid(why, [FieldError("language", why)])


def from_name(name: str) -> str | None:
    """Return the tag of a language's name, None if it is unknown.

    ``English`` gives ``en``, ``français`` gives ``fr``, ``Portuguese (Brazil)`` gives ``pt-BR``.
    """
    plain = unicodedata.normalize("NFC", " ".join(name.split())).casefold()
    known = NATIVE.get(plain.replace(" (", "(")) or _names().get(plain)
    qualified = None if known else _QUALIFIED.fullmatch(plain)
    return _qualified(qualified[1], qualified[2]) if qualified else known


def _qualified(name: str, qualifiers: str) -> str | None:
    """Return the tag of a language with a region, a script or both, by their names or codes."""
    language = from_name(name)
    subtags = [_qualifier(one.strip()) for one in qualifiers.split(",")]
    if language is None or "-" in language or None in subtags:
        return None
    try:
        # Of a script and a region, the script comes first.
        return canonical("-".join([language, *sorted(filter(None, subtags), key=len, reverse=True)]))
    except Invalid:
        return None


def _qualifier(text: str) -> str | None:
    """Return the subtag of a region or a script."""
    return QUALIFIERS.get(text) or _qualifiers().get(text)


@cache
def _qualifiers() -> dict[str, str]:
    """Return the subtags of regions and scripts by their names and themselves, in lower case."""
    entries = [e for e in parse_registry() if e["Type"] in {"region", "script"}]  # type: ignore[no-untyped-call]
    subtags = {name.casefold(): e["Subtag"] for e in entries for name in (*e["Description"], e["Subtag"])}
    return {**{_REMARK.sub("", name): subtag for name, subtag in subtags.items()}, **subtags}


@lru_cache(maxsize=4096)
def name_of(tag: str) -> str:
    """Return the English name for which `from_name` returns the tag, or the tag if there is no such name."""
    names = (entry["Description"][0] for entry in _living() if entry["Subtag"] == tag)
    name = _REMARK.sub("", next(names, tag))
    return name if from_name(name) == tag else tag


@lru_cache(maxsize=4096)
def display_name(tag: str) -> str:
    """Return a canonical tag's English name for people: ``Portuguese (Brazil)``, ``Chinese (Simplified)``.

    The tag itself where the registry knows no name for a part of it.
    """
    parsed = langcodes.Language.get(tag, normalize=False)
    parts = [("language", parsed.language), ("script", parsed.script), ("region", parsed.territory)]
    parts += [("variant", variant) for variant in parsed.variants or []]
    names = [_subtag_name(kind, subtag) for kind, subtag in parts if subtag]
    if not parsed.language or None in names:
        return tag
    name, *details = [name for name in names if name]
    return f"{name} ({', '.join(details)})" if details else name


@lru_cache(maxsize=4096)
def native_name(tag: str) -> str:
    """Return what a canonical tag's language is called by its speakers: ``Português (BR)``.

    Its English name where that is not known.
    """
    names = {known: name for name, known in reversed(NATIVE.items())}
    language, _, rest = tag.partition("-")
    name = names.get(tag) or names.get(language)
    if name is None:
        return display_name(tag)
    detail = f" ({rest})" if rest and tag not in names else ""
    return f"{name[:1].upper()}{name[1:]}{detail}"


def _subtag_name(kind: str, subtag: str) -> str | None:
    known = _DISPLAY_NAMES.get((kind, subtag))
    return known or _subtag_names().get((kind, subtag))


@cache
def _subtag_names() -> dict[tuple[str, str], str]:
    """Return the names of all subtags in the registry by their kind and the subtag."""
    entries = [entry for entry in parse_registry() if "Subtag" in entry]  # type: ignore[no-untyped-call]
    return {(e["Type"], e["Subtag"]): _REMARK.sub("", e["Description"][0]) for e in entries}


def _why(tag: str) -> str:
    if tag.casefold() in _NOTHING or not tag.strip():
        return "leave the language out where it is unknown, or write its BCP 47 tag, " + _EXAMPLES
    known = from_name(tag) if len(tag) <= MAX_TAG else None
    write = f"write {known!r}" if known else f"write one {_EXAMPLES}"
    return f"{tag[:MAX_TAG]!r} is not a BCP 47 language tag; {write}"


@cache
def _living() -> list[dict[str, Any]]:
    """Return the registry's languages, except deprecated ones and tags that name no language."""
    entries = list(parse_registry())  # type: ignore[no-untyped-call]
    living = [e for e in entries if e["Type"] == "language" and "Deprecated" not in e]
    return [entry for entry in living if entry["Subtag"] not in _NOTHING]


@cache
def _names() -> dict[str, str]:
    """Return tags by lower-case names; if languages share a name, the shorter tag has it."""
    tags: dict[str, str] = {}
    for entry in sorted(_living(), key=lambda e: len(e["Subtag"])):
        for name in entry["Description"]:
            tags.setdefault(name.casefold(), entry["Subtag"])
            tags.setdefault(_REMARK.sub("", name).casefold(), entry["Subtag"])
    return {**tags, **OTHER}
