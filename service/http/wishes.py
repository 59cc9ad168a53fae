"""A browser's wishes: what its voter chose on the voting page, or else the languages that it asks for.

Choices are kept in a cookie. It is not signed, as it says nothing that its voter may not decide.
What cannot be read is ignored.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import parse_qs, urlencode

from service.domain.voters.wishes import MOST, Wishes, overlap

_COOKIE = "arena_wishes"
_SECONDS = 400 * 86_400
_ATTRIBUTES = "Path=/; HttpOnly; SameSite=Lax"
_MOST_CHARACTERS = 100


def wishes_of(headers: Mapping[str, str]) -> Wishes:
    """Return the wishes of a browser by the headers of its request, whose names are in lower case."""
    kept = _kept(headers.get("cookie", ""))
    if kept is None:
        return Wishes(accepted(headers.get("accept-language", "")))
    languages = accepted(headers.get("accept-language", "")) if kept.languages is None else kept.languages
    return Wishes(languages, kept.themes, kept.avoided)


def toggled(headers: Mapping[str, str], language: str | None, theme: str | None) -> str:
    """Return the Set-Cookie value that adds a language or a theme to the wishes, or takes it away."""
    now = wishes_of(headers)
    languages, themes, avoided = now.languages, now.themes, now.avoided
    if language:
        others = tuple(one for one in languages if not overlap(one, language))
        was_read = others != languages and language not in avoided
        languages = others if was_read else (*others, language)
        avoided = tuple(one for one in avoided if one != language)
    if theme:
        themes = tuple(one for one in themes if one != theme) if theme in themes else (*themes, theme)
    return _cookie(_Kept(languages if language else _chosen(headers), themes, avoided))


def avoiding(headers: Mapping[str, str], language: str) -> str:
    """Return the Set-Cookie value that keeps prompts in a language away from now on."""
    now = wishes_of(headers)
    avoided = (*(one for one in now.avoided if one != language), language)
    return _cookie(_Kept(_chosen(headers), now.themes, avoided))


def accepted(header: str) -> tuple[str, ...]:
    """Return the languages of an Accept-Language header, the most wanted first."""
    wanted: list[tuple[float, str]] = []
    for part in header.split(",")[:MOST]:
        tag, _, quality = part.strip().partition(";")
        weight = _weight(quality)
        if weight > 0 and tag.strip().replace("-", "").isalnum():
            wanted.append((-weight, tag.strip()))
    return _clean([tag for _, tag in sorted(wanted, key=lambda one: one[0])])


def _weight(quality: str) -> float:
    name, _, value = quality.strip().partition("=")
    try:
        return float(value) if name.strip() == "q" else 1.0
    except ValueError:
        return 0.0


class _Kept(NamedTuple):
    """What the cookie has. Without ``languages`` the browser's own hold; with no language in it, all do."""

    languages: tuple[str, ...] | None
    themes: tuple[str, ...]
    avoided: tuple[str, ...]


def _kept(cookies: str) -> _Kept | None:
    for one in cookies.split(";"):
        name, _, value = one.strip().partition("=")
        if name == _COOKIE:
            parts = parse_qs(value, keep_blank_values=True)
            languages = _clean(parts["l"]) if "l" in parts else None
            return _Kept(languages, _clean(parts.get("t", [])), _clean(parts.get("a", [])))
    return None


def _chosen(headers: Mapping[str, str]) -> tuple[str, ...] | None:
    kept = _kept(headers.get("cookie", ""))
    return None if kept is None else kept.languages


def _clean(texts: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for text in texts if 0 < len(text) <= _MOST_CHARACTERS))[:MOST]


def _cookie(kept: _Kept) -> str:
    languages = None if kept.languages is None else kept.languages[-MOST:] or ("",)
    pairs = {"l": languages or (), "t": kept.themes[-MOST:], "a": kept.avoided[-MOST:]}
    return f"{_COOKIE}={urlencode(pairs, doseq=True)}; Max-Age={_SECONDS}; {_ATTRIBUTES}"
