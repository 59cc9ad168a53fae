"""How pages write values: filters for the templates. They return text; the templates escape it."""

from __future__ import annotations

import re
from calendar import month_abbr
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from service.arena.boards.boards import BoardEntry
from service.arena.boards.columns import Column
from service.arena.catalog.languages import display_name, native_name
from service.domain import clock
from service.domain.images import RENDITION_SIDES
from service.domain.texts.durations import about, in_units
from service.web import translation
from service.web.highlighting import highlight, prose
from service.web.translation import N_, NN_

MINUS = "\N{MINUS SIGN}"
NONE = "\N{EN DASH}"
_LONG_MS = 10_000
# The end of a detail that tells programs which request to send instead.
_API_HINT = re.compile(r"; [^;]*/v1/[^;]*$")
# Not the calendar's: those follow the server's locale, and have no marks for translators.
_MONTHS = (
    N_("January"),
    N_("February"),
    N_("March"),
    N_("April"),
    N_("May"),
    N_("June"),
    N_("July"),
    N_("August"),
    N_("September"),
    N_("October"),
    N_("November"),
    N_("December"),
)
_UNITS = {
    "day": NN_("{count} day", "{count} days"),
    "hour": NN_("{count} hour", "{count} hours"),
    "minute": NN_("{count} minute", "{count} minutes"),
    "second": NN_("{count} second", "{count} seconds"),
}


def number(value: float | None, digits: int = 2) -> str:
    """Return a number with fixed decimals and a true minus sign; a dash for None."""
    return NONE if value is None else _in_marks(_number(value, digits))


def _number(value: float, digits: int) -> str:
    text = f"{value:,.{digits}f}"
    # Readers should not have to wonder about "-0.00".
    if not any(digit in text for digit in "123456789"):
        text = text.removeprefix("-")
    return text.replace("-", MINUS)


def _in_marks(text: str) -> str:
    """Return a number with the marks of the page's language."""
    marks = translation.locale()
    return text.translate({ord("."): marks.decimal, ord(","): marks.thousands})


def signed(value: float | None, digits: int = 2) -> str:
    """Return a change: a number with its sign, and zero without one."""
    if value is None:
        return NONE
    text = _number(value, digits)
    return _in_marks(f"+{text}" if value > 0 and text.strip("0.") else text)


def count(value: int | None) -> str:
    """Return a whole number with thousands separators."""
    return NONE if value is None else _in_marks(f"{value:,}")


def points(value: float | None) -> str:
    """Return a rating on the scale of Bradley–Terry: whole points, because its interval is dozens wide."""
    return NONE if value is None else _number(value, 0).replace(",", "")


def percent(value: float | None, digits: int = 0) -> str:
    """Return a share of one in percent."""
    return NONE if value is None else f"{number(100 * value, digits)}\N{NO-BREAK SPACE}%"


def counted(value: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun: ``1 vote``, ``2 votes``."""
    return f"{count(value)} {one if value == 1 else many or one + 's'}"


def day(value: int | None) -> str:
    """Return a moment in microseconds since 1970 as its date (UTC): ``25 November 2026``."""
    if value is None:
        return NONE
    return date_of(clock.to_text(value)[:10])


def date_of(text: str) -> str:
    """Return an ISO date, ``2026-11-25``, as ``25 November 2026``."""
    parsed = date.fromisoformat(text)
    month = translation.gettext(_MONTHS[parsed.month - 1])
    return translation.gettext("{day} {month} {year}").format(day=parsed.day, month=month, year=parsed.year)


def day_number(value: int) -> str:
    """Return a day, counted from 1970, as its date."""
    return date_of(clock.day_text(value))


def moment(value: int) -> str:
    """Return a moment in microseconds since 1970 as HTML's ``datetime``."""
    return clock.to_text(value)


def minute(value: int) -> str:
    """Return a moment in microseconds since 1970 to the minute: ``25 November 2026, 14:05 UTC``."""
    return f"{day(value)}, {clock.to_text(value)[11:16]} UTC"


def duration(seconds: int) -> str:
    """Return a length of time in words, exactly: ``1 day 12 hours``."""
    parts = in_units(seconds)
    return " ".join(translation.ngettext(*_UNITS[unit], count).format(count=count) for count, unit in parts)


def money(amount: str | float | Decimal, currency: str) -> str:
    """Return an amount of money without trailing zeros: ``$0.04``, ``0.035 EUR``."""
    text = f"{Decimal(str(amount)).normalize():f}"
    whole, _, fraction = text.partition(".")
    text = f"{whole}.{fraction:0<2}"
    return f"${text}" if currency == "USD" else f"{text} {currency}"


def seconds(milliseconds: int | None) -> str:
    """Return a duration in milliseconds in seconds: ``1.2 s``, ``12 s``."""
    if milliseconds is None:
        return NONE
    digits = 1 if milliseconds < _LONG_MS else 0
    return f"{number(milliseconds / 1000, digits)}\N{NO-BREAK SPACE}s"


def month(text: str | None) -> str:
    """Return an ISO date as its month: ``Nov 2026``."""
    if text is None:
        return NONE
    parsed = date.fromisoformat(text)
    return f"{month_abbr[parsed.month]} {parsed.year}"


def theme(slug: str | None) -> str:
    """Return a theme's slug in words: ``people``, ``food and drink``."""
    return (slug or "").replace("-", " ")


def language(tag: str | None) -> str:
    """Return a language's English name: ``Portuguese (Brazil)`` for ``pt-BR``."""
    return display_name(tag) if tag else "no language"


def iso_day(value: int) -> str:
    """Return a day, counted from 1970, as the API writes it: ``2026-11-25``."""
    return clock.day_text(value)


def sentence(detail: str) -> str:
    """Return an error's detail as a sentence, without the request that programs would send instead."""
    detail = _API_HINT.sub("", detail)
    ending = "" if detail.endswith((".", "!", "?")) else "."
    return f"{detail[:1].upper()}{detail[1:]}{ending}"


def cell(column: Column, entry: BoardEntry) -> str:
    """Return a leaderboard column's value for a model as pages write it."""
    value = column.value(entry)
    return str(FILTERS[column.format](value) if column.format else value)


def srcset(url: str, width: int, height: int) -> str:
    """Return the renditions of a public copy, given its image's size in pixels, with their widths."""
    longest = max(width, height)
    sides = [
        side for less, side in zip((0, *RENDITION_SIDES), RENDITION_SIDES, strict=False) if less < longest
    ]
    return ", ".join(f"{url}/{side} {max(1, round(width * min(side, longest) / longest))}w" for side in sides)


FILTERS: dict[str, Callable[..., object]] = {
    "cell": cell,
    "number": number,
    "signed": signed,
    "count": count,
    "percent": percent,
    "points": points,
    "counted": counted,
    "date": date_of,
    "day": day,
    "day_number": day_number,
    "iso_day": iso_day,
    "duration": duration,
    "usually": about,
    "highlight": highlight,
    "minute": minute,
    "moment": moment,
    "money": money,
    "month": month,
    "prose": prose,
    "seconds": seconds,
    "theme": theme,
    "language": language,
    "native_language": native_name,
    "sentence": sentence,
    "srcset": srcset,
}
"""The filters by their names in templates."""
