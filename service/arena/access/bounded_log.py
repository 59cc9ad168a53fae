"""Log lines that strangers can cause, at a bounded rate: an attacker must not fill the disk with them."""

from __future__ import annotations

import logging
import time

MOST_LINES = 20
WINDOW_SECONDS = 60.0


class BoundedLog:
    """Warnings of one kind: at most ``MOST_LINES`` a minute, and then a line that counts the others."""

    def __init__(self, logger: logging.Logger) -> None:
        self._logger = logger
        self._ends = 0.0
        self._lines = 0
        self._left_out = 0

    def warning(self, message: str, *values: object) -> bool:
        """Log a warning, or only count it; return whether it was logged."""
        now = time.monotonic()
        if now >= self._ends:
            if self._left_out:
                self._logger.warning("%d more warnings like the next one were left out", self._left_out)
            self._ends, self._lines, self._left_out = now + WINDOW_SECONDS, 0, 0
        if self._lines >= MOST_LINES:
            self._left_out += 1
            return False
        self._lines += 1
        self._logger.warning(message, *values)
        return True
