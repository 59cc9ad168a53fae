"""How long to wait before asking a vendor again, and between looks at a job."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from random import SystemRandom

_LONGEST_ASKED = 86_400.0
_RANDOM = SystemRandom()


@dataclass(frozen=True, slots=True)
class Backoff:
    """Pauses in seconds, and how many times a call is sent at most.

    ``tries`` is for calls that create something, ``look_tries`` for calls that read something. The pause
    before a call is repeated starts at up to ``first`` and doubles up to ``longest``; a call that creates
    something is not repeated where the vendor asks for a longer pause. The pause between looks at a job
    starts at ``look`` and grows to ``longest_look``.
    """

    tries: int = 4
    look_tries: int = 8
    first: float = 0.5
    longest: float = 10.0
    look: float = 0.5
    longest_look: float = 3.0

    def before_try(self, failed: int, asked: float | None) -> float:
        """Return the pause after a number of failed tries, at least as long as the vendor ``asked`` for.

        It is random, so that clients that failed at the same time do not return at the same time.
        """
        if asked is not None:
            return asked + _RANDOM.uniform(0, self.first)
        return _RANDOM.uniform(0, min(self.longest, self.first * 2**failed))

    def before_look(self, looks: int) -> float:
        """Return the pause after a number of looks at an unfinished job."""
        return min(self.longest_look, self.look * 1.5**looks) * _RANDOM.uniform(0.7, 1)


def seconds_asked(retry_after: str | None) -> float | None:
    """Return the seconds that ``Retry-After`` asks for, as a number or a date, at most a day.

    Return None where there is no such header or it is invalid.
    """
    if not retry_after:
        return None
    try:
        seconds = float(retry_after) if retry_after.strip().isdecimal() else _until(retry_after)
    except (ValueError, TypeError, OverflowError):
        return None
    return min(max(0.0, seconds), _LONGEST_ASKED)


def _until(date: str) -> float:
    moment = parsedate_to_datetime(date)
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.timestamp() - time.time()
