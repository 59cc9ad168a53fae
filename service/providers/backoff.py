"""How long a vendor is left in peace: before it is asked again, and between looks at a job."""

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
    """Pauses in seconds, and how often one call is sent at most.

    ``tries`` is for a call that creates something, ``look_tries`` for one that looks at something.
    Before a call is sent again: up to ``first``, twice that each time, up to ``longest``; a vendor that asks
    to wait longer with a new order is not waited for. Between looks at a job: ``look``, growing up to
    ``longest_look``.
    """

    tries: int = 4
    look_tries: int = 8
    first: float = 0.5
    longest: float = 10.0
    look: float = 0.5
    longest_look: float = 3.0

    def before_try(self, failed: int, asked: float | None) -> float:
        """The pause after so many failed tries, at random: who failed together does not return together.

        Never shorter than the vendor ``asked`` for.
        """
        if asked is not None:
            return asked + _RANDOM.uniform(0, self.first)
        return _RANDOM.uniform(0, min(self.longest, self.first * 2**failed))

    def before_look(self, looks: int) -> float:
        """Return the pause after so many looks at a job that was not done yet."""
        return min(self.longest_look, self.look * 1.5**looks) * _RANDOM.uniform(0.7, 1)


def seconds_asked(retry_after: str | None) -> float | None:
    """Return the seconds that ``Retry-After`` asks for, by number or date, a day at most.

    None where it does not.
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
