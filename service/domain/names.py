"""Names: when two of them are one name, which slug a new one gets, and which ones look alike.

Two names are one if they differ only in case, spacing, Unicode form or the style of dashes. Everything else
that people write in a name, such as ``+``, tells two things apart.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable
from itertools import islice

from service.domain.slugs import MAX_SLUG, slugify
from service.domain.texts.look_alikes import doubles, in_one_script, plain, skeleton

# How Unicode writes the same letter in another form. Superscripts and circled digits are not among these:
# people who write "SD²" mean something else than "SD2".
_FORMS = {
    "<wide>", "<narrow>", "<compat>", "<font>", "<noBreak>", "<small>", "<vertical>",
    "<initial>", "<medial>", "<final>", "<isolated>",
}  # fmt: skip
MOST_PAIRS = 1_000

_MINUS = "\N{MINUS SIGN}"
_SEPARATORS = re.compile(r"[\s-]+")
# A number sign after a letter is a note of the scale: C#. Elsewhere it numbers things.
_SHARP = re.compile(r"(?<=[^\W\d_])#")


def key(name: str) -> str:
    """Return what all spellings of one name share; for a name in letters, digits and spaces, its slug.

    ``FLUX.1 Dev`` becomes ``flux.1-dev``, and ``C++`` becomes ``c++``.
    """
    text = unicodedata.normalize("NFC", _in_usual_forms(name).lower())
    return _SEPARATORS.sub("-", "".join(map(_dash, text))).strip("-")


def natural_slug(name: str) -> str:
    """Return the slug that a name has if no other name takes it; "" for a name without letters or digits.

    ``C++`` becomes ``c-plus-plus``, ``C#`` becomes ``c-sharp``, and ``FLUX.1 [dev]`` becomes ``flux.1-dev``.
    Letters that only look like others are replaced, so that the result is always a slug that may be used.
    """
    words = _SHARP.sub(" sharp ", _in_usual_forms(name).replace("+", " plus "))
    return slugify(in_one_script(slugify(plain(slugify(words)))))


def answers_to(name: str, slug: str, asked: str) -> bool:
    """Return whether a model or a theme of this name and slug is meant by a text that equals its slug.

    A slug that was made before ``+`` and ``#`` counted, such as ``c`` for ``C++``, is only meant where it is
    written exactly: ``C`` is another name.
    """
    if asked == slug:
        return True
    return key(asked) == slug and (slugify(name) != slug or natural_slug(name) == slug)


def new_slugs(names: Iterable[str], is_taken: Callable[[str], bool]) -> dict[str, str]:
    """Return a slug for the key of each of these new names, whatever their order.

    Of names that would share a slug, the one with the fewest signs gets it, and the others are numbered from
    2. Slugs that look like a taken one are numbered too.
    """
    chosen: dict[str, str] = {}
    used: set[str] = set()
    for one, name in sorted(_by_key(names).items(), key=lambda item: _plainest_first(item[0])):
        chosen[one] = _free(natural_slug(name), lambda slug: slug in used or is_taken(slug))
        used.add(chosen[one])
    return chosen


def look_alikes(names: Iterable[str], known: Iterable[str]) -> list[tuple[str, str]]:
    """Return pairs of different names that people may take for one: a name of a file, and one that is near.

    Near are names that differ only in signs, and names in scripts that look alike. The second name is one
    that is known, or another one of the file. Of very many pairs, the first are returned.
    """
    mine = _by_key(names)
    groups: dict[str, dict[str, str]] = {}
    for own_key, name in (mine | _by_key(known)).items():
        groups.setdefault(skeleton(name), {})[own_key] = name
    pairs = (
        (name, other)
        for own_key, name in sorted(mine.items())
        for other_key, other in sorted(groups[skeleton(name)].items())
        if other_key < own_key or (other_key != own_key and other_key not in mine)
    )
    return list(islice(pairs, MOST_PAIRS))


def _by_key(names: Iterable[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in names:
        found.setdefault(key(name), name)
    return found


def _in_usual_forms(name: str) -> str:
    return unicodedata.normalize("NFC", "".join(map(_in_usual_form, unicodedata.normalize("NFC", name))))


def _in_usual_form(character: str) -> str:
    """Return the character, or what it is another form of: a fullwidth letter, a ligature.

    Return "" for what nobody sees, such as a zero-width space.
    """
    if character.isascii():
        return character
    if unicodedata.category(character) == "Cf":
        return ""
    tag = unicodedata.decomposition(character).partition(" ")[0]
    return plain(character) if tag in _FORMS else character


def _dash(character: str) -> str:
    return "-" if character == _MINUS or unicodedata.category(character) == "Pd" else character


def _plainest_first(name: str) -> tuple[int, int, str]:
    signs = sum(not one.isalnum() and one != "-" for one in name)
    return (signs, len(name), name)


def _free(slug: str, is_taken: Callable[[str], bool]) -> str:
    """Return the slug, or with the lowest number behind it the first that nothing has or looks like."""
    number = 1
    candidate = slug
    while is_taken(candidate) or any(map(is_taken, doubles(candidate))):
        number += 1
        ending = f"-{number}"
        candidate = slug[: MAX_SLUG - len(ending)].rstrip("-._") + ending
    return candidate
