"""Time as the service keeps it: microseconds since 1970, UTC."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime, timedelta

DAY = 86_400_000_000
"""Microseconds."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


def now() -> int:
    """The present."""
    return time.time_ns() // 1000


def from_datetime(moment: datetime) -> int:
    """A moment as microseconds; one without a zone is taken as UTC."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return (aware - _EPOCH) // _MICROSECOND


def to_text(moment: int) -> str:
    """A moment in RFC 3339, such as ``2026-11-22T10:00:00.000000Z``."""
    return (_EPOCH + timedelta(microseconds=moment)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def day_of(day: date) -> int:
    """A date as days since 1970."""
    return (day - _EPOCH.date()).days


def day_text(day: int) -> str:
    """Days since 1970 as a date, ``2026-11-22``."""
    return (_EPOCH.date() + timedelta(days=day)).isoformat()
