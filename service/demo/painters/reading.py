"""What a painter understands of a prompt: subject, place, hour, colors, and the words to be written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache

from service.demo.painters.words import COLORS, LANGUAGES, LETTERING, MOODS, PLACES, SUBJECTS, Words

# The quotation marks of many languages.
_QUOTED = re.compile(r"[\"“”„«‹「『](.+?)[\"“”»›」』]")
_LONGEST = 48
_LATIN_ENDS = "\u0250"
# What is as often said of the surroundings as of the subject: it gives way to a subject named beside it.
_SURROUNDINGS = {"umbrella", "mountains", "trees", "waves", "dunes", "palms", "houses", "skyline"}


@dataclass(frozen=True, slots=True)
class Wish:
    """What was understood. None and () for what the prompt does not say, or says in words unknown."""

    subject: str | None
    place: str | None
    mood: str | None
    hues: tuple[str, ...]
    text: str | None


def understood(prompt: str, languages: Collection[str] = LANGUAGES) -> Wish:
    """Return the wish in a prompt, for a painter who knows these languages."""
    plain = unicodedata.normalize("NFKC", prompt)
    text = _quoted(plain)
    around = f"{plain.replace(text, '') if text else plain} ".casefold()
    known = frozenset(languages)
    found = sorted(_found(around, "subject", known), key=lambda thing: thing in _SURROUNDINGS)
    wanted = bool(text) or bool(list(_found(around, "lettering", known)))
    subject = "lettering" if wanted else found[0] if found else None
    return Wish(
        subject=subject,
        place=next(_found(around, "place", known), None),
        mood=next(_found(around, "mood", known), None),
        hues=tuple(_found(around, "hue", known))[:2],
        text=(text or _said(plain)) if wanted else None,
    )


def _quoted(prompt: str) -> str | None:
    match = _QUOTED.search(prompt)
    return match[1].strip()[:_LONGEST] or None if match else None


def _said(prompt: str) -> str:
    """Return what to write where a sign is asked for and not what on it: the prompt's own last words."""
    return " ".join(prompt.split()[-2:])[:_LONGEST]


def _found(prompt: str, kind: str, languages: frozenset[str]) -> Iterator[str]:
    """Yield the things that the prompt names, the first one first."""
    places = ((pattern.search(prompt), thing) for thing, pattern in _patterns(kind, languages))
    found = [(match.start(), -len(match[0]), thing) for match, thing in places if match]
    yield from (thing for _, _, thing in sorted(found))


_KINDS: dict[str, Words] = {
    "subject": SUBJECTS,
    "place": PLACES,
    "mood": MOODS,
    "hue": COLORS,
    "lettering": LETTERING,
}


@cache
def _patterns(kind: str, languages: frozenset[str]) -> list[tuple[str, re.Pattern[str]]]:
    return [(thing, _pattern(words, languages)) for thing, words in _KINDS[kind].items()]


def _pattern(words: tuple[str, ...], languages: frozenset[str]) -> re.Pattern[str]:
    known = [text for name, text in zip(LANGUAGES, words, strict=True) if name in languages]
    alternatives = [_alternative(word) for text in known for word in text.split(",")]
    return re.compile("|".join(sorted(alternatives, key=len, reverse=True)))


def _alternative(word: str) -> str:
    """Return a word as a pattern; one that ends with a space is whole, also before a comma or a full stop."""
    folded = unicodedata.normalize("NFKC", word).casefold()
    start = r"\b" if folded[0].isalpha() and folded[0] < _LATIN_ENDS else ""
    return start + re.escape(folded.rstrip()) + (r"\b" if folded.endswith(" ") else "")
