"""The service's times: microseconds since 1970, UTC."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta

from service.errors import Invalid

SECOND = 1_000_000
HOUR = 3_600 * SECOND
DAY = 86_400 * SECOND
"""In microseconds, like all times here."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)
_FIRST = (datetime.min.replace(tzinfo=UTC) - _EPOCH) // _MICROSECOND
_LAST = (datetime.max.replace(tzinfo=UTC) - _EPOCH) // _MICROSECOND


def now() -> int:
    """Return the current time."""
    return time.time_ns() // 1000


def from_datetime(moment: datetime) -> int:
    """Return a moment as microseconds. A moment without a time zone is in UTC.

    Raise Invalid if its UTC year is not from 1 to 9999, because it could not be written as text.
    """
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    microseconds = (aware - _EPOCH) // _MICROSECOND
    if not _FIRST <= microseconds <= _LAST:
        raise Invalid(f"{moment.isoformat()} is not within the years 1 to 9999 UTC")
    return microseconds


def to_text(moment: int) -> str:
    """Return a moment as RFC 3339 text such as ``2026-11-22T10:00:00.000000Z``."""
    # strftime would write the year 999 with three digits on some platforms.
    text = (_EPOCH + timedelta(microseconds=moment)).isoformat(timespec="microseconds")
    return text.removesuffix("+00:00") + "Z"


def day_of(day: date) -> int:
    """Return a date as days since 1970."""
    return (day - _EPOCH.date()).days


def day_text(day: int) -> str:
    """Return days since 1970 as a date such as ``2026-11-22``."""
    return (_EPOCH.date() + timedelta(days=day)).isoformat()
