"""A circuit breaker: a vendor that fails several times in a row gets no calls for a while."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from service.providers.protocol import NO_ANSWER, TIMED_OUT, ProviderError

FAILURES = 5
PAUSE_SECONDS = 30.0

Clock = Callable[[], float]
"""Returns seconds of a clock that never goes back."""

logger = logging.getLogger("arena")

# Errors of a working vendor, and of a failing one; other errors say nothing about its state.
_WORKING = {"refused", "invalid"}
_FAILING = {"bad-answer", NO_ANSWER, TIMED_OUT, "unavailable"}


class Breaker:
    """Lets calls to a vendor pass until several in a row have failed, then none for a while, then one.

    If that one succeeds, all calls pass again; if it fails, the pause starts again. For one event loop.
    """

    def __init__(
        self, vendor: str, clock: Clock, *, failures: int = FAILURES, pause: float = PAUSE_SECONDS
    ) -> None:
        self._vendor = vendor
        self._clock = clock
        self._most = failures
        self._pause = pause
        self._failed = 0
        self._until: float | None = None
        self._trying = False

    @contextmanager
    def passing(self) -> Iterator[None]:
        """Enclose a call to the vendor. Raise ProviderError, before the call, where no call may pass."""
        trying = self._enter()
        try:
            yield
        except ProviderError as error:
            self._note_error(error)
            raise
        else:
            self._note_success()
        finally:
            if trying:
                self._trying = False

    def _enter(self) -> bool:
        """Let a call pass; return whether it is the one that finds out if the vendor works again."""
        if self._until is None:
            return False
        left = self._until - self._clock()
        if left > 0 or self._trying:
            raise ProviderError(
                "unavailable",
                f"{self._vendor} failed {self._failed} times in a row; try again shortly",
                retryable=True,
                retry_after=max(left, 1.0),
            )
        self._trying = True
        return True

    def _note_error(self, error: ProviderError) -> None:
        if error.code in _WORKING:
            self._note_success()
        elif error.code in _FAILING:
            self._failed += 1
            if self._failed >= self._most:
                self._until = self._clock() + self._pause
                message = "%s failed %d times in a row and gets no calls for %g s; last error: %s"
                logger.warning(message, self._vendor, self._failed, self._pause, error)

    def _note_success(self) -> None:
        if self._until is not None:
            logger.info("%s works again", self._vendor)
        self._failed = 0
        self._until = None
