"""Times as other systems write them: which texts are times, and what the others may have meant.

A number is a time only where its size leaves one reading: seconds, milliseconds and microseconds since 1970
are told apart by their magnitude, and eight digits are a date. Everything else, such as a year, a day that a
spreadsheet counted or a date whose month could be its day, is refused together with its readings: a guess
would put the vote into another year, and nobody would see it.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

from service.domain import clock
from service.errors import Invalid

# A time is the number times the factor, in microseconds, where the number is from the first to below the
# second: seconds from 1973 on, milliseconds and microseconds from 2001 on, because before that they have the
# twelve digits of YYYYMMDDhhmm.
SCALES = {1e6: (1e8, 1e10), 1e3: (1e12, 1e13), 1.0: (1e15, 1e16)}
# Excel counts days from the one before 1900, with a leap day that 1900 did not have. From 1927 to 2173.
EXCEL_DAYS = (1e4, 1e5)
EXCEL_EPOCH = 25_569
"""The day 1970-01-01 as Excel counts."""

_NUMBER = re.compile(
    r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?|[+-]?(inf|infinity|nan)", re.IGNORECASE | re.ASCII
)
_DATE = re.compile(r"(\d{8})(\.0*)?", re.ASCII)
# Python's `fromisoformat` takes any character between the date and the time, and "z" for nothing.
_ISO = re.compile(r"[\dW-]{7,10}([Tt ][\d:.,]+ ?(Z|z|[+-][\d:]+)?)?", re.ASCII)
_DIGITS = {14: ("%Y%m%d%H%M%S", "written as YYYYMMDDhhmmss"), 12: ("%Y%m%d%H%M", "written as YYYYMMDDhhmm")}
_FORMS = (
    ("%d.%m.%Y", "with the day first"),
    ("%d/%m/%Y", "with the day first"),
    ("%m/%d/%Y", "with the month first"),
    ("%d-%m-%Y", "with the day first"),
    ("%m-%d-%Y", "with the month first"),
    ("%Y/%m/%d", "written as YYYY/MM/DD"),
)
_CLOCK = re.compile(r"[ T,]+\d{1,2}:\d{2}.*$")
_UTC = re.compile(r" ?(UTC|GMT)$")
_ZONE = re.compile(r"\[?[A-Z][A-Za-z_]+/[A-Za-z_/+-]+\]?$|\b[A-Z]{2,5}$")
_YEAR = re.compile(r"(\d{4})(\.0*)?", re.ASCII)


def from_text(text: str, *, excel: bool = False) -> int | None:
    """Return a time in ISO 8601, or a number of the kinds above, in microseconds; None for anything else.

    Without a zone the time is in UTC. With ``excel``, numbers of its size are days that Excel counted.
    """
    text = text.strip()
    if not is_number(text):
        return from_iso(text)
    date = _DATE.fullmatch(text)
    return from_iso(date[1]) if date else _from_number(float(text), excel=excel)


def from_iso(text: str) -> int | None:
    """Return a time in ISO 8601, in its extended or basic form, in microseconds; None for anything else."""
    moment = datetime_of(text)
    try:
        return None if moment is None else clock.from_datetime(moment)
    except Invalid:
        return None


def datetime_of(text: str) -> datetime | None:
    """Return the same as a `datetime`, without a zone where the text names none."""
    if not _ISO.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text.upper())
    except ValueError:
        return None


def is_number(text: str) -> bool:
    """Return whether a text is a number, in whatever notation."""
    return bool(_NUMBER.fullmatch(text.strip()))


def readings(text: str) -> list[str]:
    """Return what a text that is no time may have meant, such as ``1970-01-01T12:36:45Z in seconds``."""
    text = text.strip()
    year = _YEAR.fullmatch(text)
    if year:
        return [f"the year {year[1]}; a time needs at least a day"]
    found = _of_number(float(text)) if is_number(text) else []
    found += _of_forms(text) + _of_mail(text)
    if not found and _UTC.search(text):
        found = _said(from_iso(_UTC.sub("Z", text)), "if UTC is meant; write Z for it")
    if not found and _ZONE.search(text):
        found = ["a time in a zone that is named; write its offset, such as +02:00"]
    return found


def _from_number(number: float, *, excel: bool) -> int | None:
    if excel and EXCEL_DAYS[0] <= number < EXCEL_DAYS[1]:
        return _excel(number)
    scales = (scale for scale, (first, last) in SCALES.items() if first <= number < last)
    scale = next(scales, None)
    return None if scale is None else round(number * scale)


def _excel(days: float) -> int:
    """Return an Excel date to the millisecond: its fractions of a day are no more exact."""
    return round((days - EXCEL_EPOCH) * 86_400_000) * 1000


def _of_number(number: float) -> list[str]:
    units = (
        (1e6, "in seconds"),
        (1e3, "in milliseconds"),
        (1.0, "in microseconds"),
        (1e-3, "in nanoseconds"),
    )
    found = _said(_excel(number), "as an Excel date") if EXCEL_DAYS[0] <= number < EXCEL_DAYS[1] else []
    last = clock.DAY * 365 * 130
    for scale, unit in units:
        moment = number * scale
        if clock.DAY <= moment < last or (0 <= moment < clock.DAY and scale == units[0][0]):
            found += _said(round(moment), f"{unit} since 1970")
    return found


def _of_forms(text: str) -> list[str]:
    """Return the readings as a date of numbers, without the time of day."""
    day = _CLOCK.sub("", text)
    forms = (_DIGITS[len(day)],) if day.isdigit() and len(day) in _DIGITS else () if day.isdigit() else _FORMS
    return [said for form, how in forms for said in _said(_parsed(day, form), how)]


def _of_mail(text: str) -> list[str]:
    try:
        return _said(clock.from_datetime(parsedate_to_datetime(text)), "written out")
    except (ValueError, TypeError, IndexError, OverflowError, Invalid):
        return []


def _parsed(text: str, form: str) -> int | None:
    try:
        return clock.from_datetime(datetime.strptime(text, form).replace(tzinfo=UTC))
    except (ValueError, Invalid):
        return None


def _said(moment: int | None, how: str) -> list[str]:
    if moment is None:
        return []
    shown = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=moment)
    return [f"{shown.strftime('%Y-%m-%dT%H:%M:%SZ')} {how}"]
