"""Bounds on how often the log says the same thing.

What goes wrong once a request or several times a second would fill a disk and hide everything else. Errors
always pass: each has a request whose id somebody may look for.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

MOST = 20
"""How many warnings of a kind pass in each period."""

PERIOD_SECONDS = 60.0
_MOST_KINDS = 1_000


class Bounds(logging.Filter):
    """Lets a few warnings of each kind pass in each minute. The next one that passes counts the others.

    Warnings are of a kind if the same logger has the same text for them, before its values are filled in.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        super().__init__()
        self._clock = clock
        self._kinds: dict[tuple[str, str], _Kind] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        """Return whether a record passes."""
        if record.levelno != logging.WARNING:
            return True
        now = self._clock()
        key = (record.name, str(record.msg))
        kind = self._kinds.get(key)
        if kind is None:
            if len(self._kinds) >= _MOST_KINDS:
                self._kinds.clear()
            kind = self._kinds[key] = _Kind(now)
        return kind.passes(record, now)


class _Kind:
    """How many warnings of a kind passed since the period began, and how many did not."""

    __slots__ = ("_began", "_left_out", "_passed")

    def __init__(self, now: float) -> None:
        self._began = now
        self._passed = self._left_out = 0

    def passes(self, record: logging.LogRecord, now: float) -> bool:
        if now - self._began >= PERIOD_SECONDS:
            self._began, self._passed = now, 0
        if self._passed >= MOST:
            self._left_out += 1
            return False
        self._passed += 1
        if self._left_out:
            record.fields = {**getattr(record, "fields", {}), "left_out": self._left_out}
            self._left_out = 0
        return True
