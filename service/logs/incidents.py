"""Incidents: what goes away and comes back is logged once each, however many requests notice it."""

from __future__ import annotations

import logging
import time
from types import TracebackType

from service.errors import ArenaError, StorageFull, Unavailable


class Outage:
    """Enter it around each use of something that may be away.

    An Unavailable or StorageFull that a driver caused begins an outage, and the next use that succeeds ends
    it. Entering costs a tenth of a microsecond. Several threads may use it: at worst, a line is logged twice.
    """

    __slots__ = ("_failures", "_log", "_since", "_what")

    def __init__(self, what: str, logger: logging.Logger) -> None:
        self._what = what
        self._log = logger
        self._since = 0.0
        self._failures = 0

    def __enter__(self) -> None:
        """Use it."""

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Note how it went."""
        if error is None:
            if self._failures:
                self._end()
        elif _is_of_driver(error):
            self._fail(error)

    def _fail(self, error: BaseException) -> None:
        self._failures += 1
        if self._failures == 1:
            self._since = time.monotonic()
            self._log.warning("%s: %s", self._what, error)

    def _end(self) -> None:
        failures, self._failures = self._failures, 0
        seconds = time.monotonic() - self._since
        self._log.warning("%s no longer, after %.1f s and %d failures", self._what, seconds, failures)


def note_failed_turn(logger: logging.Logger, what: str, error: ArenaError) -> None:
    """Log why a turn of a loop failed. An outage of the database is in the log once, not once a turn."""
    logger.log(logging.DEBUG if _is_of_driver(error) else logging.WARNING, "%s: %s", what, error)


def _is_of_driver(error: BaseException | None) -> bool:
    return isinstance(error, Unavailable | StorageFull) and error.__cause__ is not None
