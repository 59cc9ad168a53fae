"""Translation: the pages that voters meet, in a voter's language.

Texts stay in templates and modules, in English. `service/web/locales` has a catalog for each other language;
`scripts/translations` collects the texts and compiles the catalogs. Pages that do not call `speaking` are in
English, as they are the same for all readers.
"""

from __future__ import annotations

import gettext as catalogs
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from fastapi import Request

from service.domain.voters.wishes import overlap
from service.http.deps import headers_of
from service.http.wishes import accepted

COOKIE = "arena_language"
COOKIE_SECONDS = 400 * 86_400
VARY = "Accept-Language, Cookie"
NO_BREAK = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True, slots=True)
class Locale:
    """A language of the pages: its tag, its own name, its direction, and how it writes numbers."""

    tag: str
    name: str
    direction: str
    decimal: str
    thousands: str


ENGLISH = Locale("en", "English", "ltr", ".", ",")
# Both marks are right in Spain and in America; some countries are used to others.
SPANISH = Locale("es", "Español", "ltr", ",", NO_BREAK)
LOCALES = {locale.tag: locale for locale in (ENGLISH, SPANISH)}
"""The languages of the pages by their tags."""

_spoken: ContextVar[Locale | None] = ContextVar("spoken", default=None)


def N_(message: str) -> str:  # noqa: N802 - the usual name, which Babel knows
    """Return a text as it is: it is translated where it is shown, and only marked here."""
    return message


def NN_(one: str, many: str) -> tuple[str, str]:  # noqa: N802 - as above
    """Return the forms of a text for one and for many as they are, to be given to `ngettext`."""
    return one, many


def locale() -> Locale:
    """Return the language of the page that is being made."""
    return _spoken.get() or ENGLISH


def is_translated() -> bool:
    """Return whether the page that is being made is one of those in the visitor's language."""
    return _spoken.get() is not None


def gettext(message: str) -> str:
    """Return a text in the language of the page."""
    return _catalog(locale().tag).gettext(message)


def ngettext(one: str, many: str, number: int) -> str:
    """Return the form of a text for a number in the language of the page."""
    return _catalog(locale().tag).ngettext(one, many, number)


@cache
def _catalog(tag: str) -> catalogs.NullTranslations:
    if tag == ENGLISH.tag:
        return catalogs.NullTranslations()
    with (files("service.web") / "locales" / f"{tag}.mo").open("rb") as file:
        return catalogs.GNUTranslations(file)


@contextmanager
def spoken(language: Locale) -> Iterator[None]:
    """Make pages in a language meanwhile."""
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


async def speaking(request: Request) -> AsyncIterator[None]:
    """Make the pages of a route in the language of its visitor."""
    with spoken(locale_of(request)):
        yield


def locale_of(request: Request) -> Locale:
    """Return the language that a visitor chose, or else the first of the browser's that pages have."""
    headers = headers_of(request)
    chosen = LOCALES.get(request.cookies.get(COOKIE, ""))
    if chosen is not None:
        return chosen
    wanted = accepted(headers.get("accept-language", ""))
    found = (one for tag in wanted for one in LOCALES.values() if overlap(one.tag, tag))
    return next(found, ENGLISH)
