"""A breaker: a vendor that fails again and again is left alone for a while."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from service.providers.protocol import NO_ANSWER, TIMED_OUT, ProviderError

FAILURES = 5
PAUSE_SECONDS = 30.0

Clock = Callable[[], float]
"""Seconds that only ever grow."""

logger = logging.getLogger("arena")

# Whoever answers so is well; whoever answers in any third way is neither well nor ill.
_WELL = {"refused", "invalid"}
_ILL = {"bad-answer", NO_ANSWER, TIMED_OUT, "unavailable"}


class Breaker:
    """Lets calls to a vendor pass until so many in a row have failed, then none for a while, then one to try.

    If that one succeeds, all pass again; if it fails, none for another while. For one event loop.
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
        """Around a call to the vendor. Raises ProviderError where none may pass, without making it."""
        trying = self._enter()
        try:
            yield
        except ProviderError as error:
            self._judge(error)
            raise
        else:
            self._well()
        finally:
            if trying:
                self._trying = False

    def _enter(self) -> bool:
        """Let a call pass; whether it is the one that tries."""
        if self._until is None:
            return False
        left = self._until - self._clock()
        if left > 0 or self._trying:
            raise ProviderError(
                "unavailable",
                f"{self._vendor} failed {self._failed} times in a row and is left alone for a while",
                retryable=True,
                retry_after=max(left, 1.0),
            )
        self._trying = True
        return True

    def _judge(self, error: ProviderError) -> None:
        if error.code in _WELL:
            self._well()
        elif error.code in _ILL:
            self._failed += 1
            if self._failed >= self._most:
                self._until = self._clock() + self._pause
                said = "%s failed %d times in a row and is left alone for %g s; the last time: %s"
                logger.warning(said, self._vendor, self._failed, self._pause, error)

    def _well(self) -> None:
        if self._until is not None:
            logger.info("%s answers again", self._vendor)
        self._failed = 0
        self._until = None
