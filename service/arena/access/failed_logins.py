"""Failed logins of administrators: how many of them the audit log gets."""

from __future__ import annotations

import time

MOST_ENTRIES = 20
"""Entries per hour and process: strangers can cause them, and must not fill the database."""

_HOUR_SECONDS = 3_600.0


class FailedLogins:
    """Bounds the entries that failed logins leave in the audit log; the others are counted."""

    def __init__(self) -> None:
        self._ends = 0.0
        self._count = 0
        self._left_out = 0

    def take(self) -> int | None:
        """Return how many entries were left out since the last one; None if this one is left out too."""
        now = time.monotonic()
        if now >= self._ends:
            self._ends, self._count = now + _HOUR_SECONDS, 0
        if self._count >= MOST_ENTRIES:
            self._left_out += 1
            return None
        self._count += 1
        left_out, self._left_out = self._left_out, 0
        return left_out
