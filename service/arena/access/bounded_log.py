"""Traces that strangers can cause, at a bounded rate: an attacker must not fill the disk with them."""

from __future__ import annotations

import logging
import time

MOST_LINES = 20
MINUTE_SECONDS = 60.0


class Bound:
    """At most ``most`` events in each ``seconds``; the others are counted."""

    def __init__(self, most: int, seconds: float) -> None:
        self._most = most
        self._seconds = seconds
        self._ends = 0.0
        self._count = 0
        self._left_out = 0

    def take(self) -> int | None:
        """Return how many events were left out since the last one; None if this one is left out too."""
        now = time.monotonic()
        if now >= self._ends:
            self._ends, self._count = now + self._seconds, 0
        if self._count >= self._most:
            self._left_out += 1
            return None
        self._count += 1
        left_out, self._left_out = self._left_out, 0
        return left_out


class BoundedLog:
    """Warnings of one kind: at most ``MOST_LINES`` a minute. The next one says how many were left out."""

    def __init__(self, logger: logging.Logger) -> None:
        self._logger = logger
        self._bound = Bound(MOST_LINES, MINUTE_SECONDS)

    def warning(self, message: str, *values: object) -> None:
        """Log a warning, or only count it."""
        left_out = self._bound.take()
        if left_out:
            self._logger.warning("%d warnings like the next one were left out", left_out)
        if left_out is not None:
            self._logger.warning(message, *values)
