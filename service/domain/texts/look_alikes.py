"""Slugs that look alike: one name that two records could carry without anybody seeing a difference.

Words of any single script are fine. What is not: characters that stand for others (fullwidth letters,
ligatures), words that mix letters of scripts which look alike, and words that are another one's double.
"""

from __future__ import annotations

import re
import unicodedata

_WORDS = re.compile(r"[-._]")
# Scripts with letters that look like those of another one.
_ALIKE = {"LATIN", "CYRILLIC", "GREEK", "ARMENIAN", "CHEROKEE", "COPTIC"}
_CYRILLIC = str.maketrans("асԁеһіјӏорԛѕԝху", "acdehijlopqswxy")  # noqa: RUF001 - they look alike
_GREEK = str.maketrans("αικνορυχ", "aikvopux")
_CAPITALS = str.maketrans("АВСЕНІЈКМОРЅТХУΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "ABCEHIJKMOPSTXYABEZHIKMNOPTYX")  # noqa: RUF001
_TO_CYRILLIC = str.maketrans("acdehijlopqswxy", "асԁеһіјӏорԛѕԝху")  # noqa: RUF001


def plain(text: str) -> str:
    """Return the text with the characters that stand for others replaced, as NFKC does.

    What NFKC takes apart within a script stays: Thai and Lao words are written with such letters.
    """
    return "".join(_plain(character) for character in text)


def _plain(character: str) -> str:
    if character.isascii():
        return character
    replaced = unicodedata.normalize("NFKC", character)
    within_script = unicodedata.decomposition(character).startswith("<compat>")
    if within_script and not any(one.isascii() and one.isalnum() for one in replaced):
        return character
    return replaced


def mixed_scripts(slug: str) -> list[str]:
    """Return the names of scripts that one word mixes although their letters look alike; [] if none does."""
    if slug.isascii():
        return []
    for word in _WORDS.split(slug):
        scripts = {unicodedata.name(one, "").partition(" ")[0] for one in word if one.isalpha()} & _ALIKE
        if len(scripts) > 1:
            return sorted(name.title() for name in scripts)
    return []


def in_one_script(slug: str) -> str:
    """Return the slug with words in one script each: letters that look Latin become Latin."""
    return "".join(
        part if _WORDS.fullmatch(part) or not mixed_scripts(part) else _unmixed(part)
        for part in re.split(f"({_WORDS.pattern})", slug)
    )


def _unmixed(word: str) -> str:
    latin = word.translate(_CYRILLIC).translate(_GREEK)
    words = [""]
    for one in latin:
        if mixed_scripts(words[-1] + one):
            words.append("")
        words[-1] += one
    return "-".join(words)


def skeleton(name: str) -> str:
    """Return what names share that differ only in case, spacing, signs, or letters that look alike."""
    text = unicodedata.normalize("NFKC", name).translate(_CAPITALS).lower()
    text = unicodedata.normalize("NFKC", text).translate(_CYRILLIC).translate(_GREEK)
    return "".join(one for one in text if unicodedata.category(one)[0] in "LMN")


def doubles(slug: str) -> list[str]:
    """Return the slugs in other scripts that look exactly like this one."""
    if slug.isascii():
        other = slug.translate(_TO_CYRILLIC)
        whole = not any(one.isascii() and one.isalpha() for one in other)
        return [other] if whole and other != slug else []
    latin = {slug.translate(table) for table in (_CYRILLIC, _GREEK)}
    return sorted(one for one in latin if one.isascii())
