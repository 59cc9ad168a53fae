"""How pages write values: filters of the templates. They give text; the templates escape it."""

from __future__ import annotations

from calendar import month_name
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

from service.arena.boards.boards import BoardEntry
from service.arena.boards.columns import Column
from service.arena.catalog.languages import name_of
from service.domain import clock

MINUS = "\N{MINUS SIGN}"
NONE = "\N{EN DASH}"


def number(value: float | None, digits: int = 2) -> str:
    """Return a number with so many digits behind the point, with a true minus sign; a dash for None."""
    if value is None:
        return NONE
    text = f"{value:,.{digits}f}"
    # "-0.00" is nothing that a reader should wonder about.
    if not any(digit in text for digit in "123456789"):
        text = text.removeprefix("-")
    return text.replace("-", MINUS)


def signed(value: float | None, digits: int = 2) -> str:
    """Return a change: the same with a sign in front, and none before zero."""
    text = number(value, digits)
    return f"+{text}" if value is not None and value > 0 and text.strip("0.") else text


def count(value: int | None) -> str:
    """Return a whole number with thousands set apart."""
    return NONE if value is None else f"{value:,}"


def percent(value: float | None, digits: int = 0) -> str:
    """Return a share of one as per cent."""
    return NONE if value is None else f"{number(100 * value, digits)} %"


def counted(value: int, one: str, many: str | None = None) -> str:
    """Return a number with its noun: ``1 vote``, ``2 votes``."""
    return f"{count(value)} {one if value == 1 else many or one + 's'}"


def day(value: int | None) -> str:
    """Return a moment in microseconds since 1970 as its date (UTC): ``25 November 2026``."""
    if value is None:
        return NONE
    return date_of(clock.to_text(value)[:10])


def date_of(text: str) -> str:
    """Return a date as the catalog has it, ``2026-11-25``, as ``25 November 2026``."""
    found = date.fromisoformat(text)
    return f"{found.day} {month_name[found.month]} {found.year}"


def day_number(value: int) -> str:
    """Return a day, counted from 1970, as its date."""
    return date_of(clock.day_text(value))


def moment(value: int) -> str:
    """Return a moment in microseconds since 1970 as HTML's ``datetime``."""
    return clock.to_text(value)


def money(amount: str | float | Decimal, currency: str) -> str:
    """Return an amount of a currency without needless zeros: ``$0.04``, ``0.035 EUR``."""
    text = f"{Decimal(str(amount)).normalize():f}"
    whole, _, fraction = text.partition(".")
    text = f"{whole}.{fraction:0<2}"
    return f"${text}" if currency == "USD" else f"{text} {currency}"


def theme(slug: str | None) -> str:
    """Return a theme's slug as people read it: ``people``, ``food and drink``."""
    return (slug or "").replace("-", " ")


def language(tag: str | None) -> str:
    """Return a language's tag as its English name."""
    return name_of(tag) if tag else "no language"


def iso_day(value: int) -> str:
    """Return a day, counted from 1970, as the API writes it: ``2026-11-25``."""
    return clock.day_text(value)


def sentence(detail: str) -> str:
    """Return an error's detail as a sentence."""
    return f"{detail[:1].upper()}{detail[1:]}."


def cell(column: Column, entry: BoardEntry) -> str:
    """Return a leaderboard column's value for a model as pages write it."""
    value = column.value(entry)
    return str(FILTERS[column.format](value) if column.format else value)


FILTERS: dict[str, Callable[..., Any]] = {
    "cell": cell,
    "number": number,
    "signed": signed,
    "count": count,
    "percent": percent,
    "counted": counted,
    "date": date_of,
    "day": day,
    "day_number": day_number,
    "iso_day": iso_day,
    "moment": moment,
    "money": money,
    "theme": theme,
    "language": language,
}
"""The filters by the names under which templates use them."""
