"""The rule of the refits: at which positions of its log an arena's votes are fitted again.

Every past leaderboard has to be the same no matter who computes it, so the positions follow from the log
alone: the log has grown by two percent since the one before, or a day has ended. Fewer than 20 votes tell too
little.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import takewhile

FIRST = 20
"""The first position of a refit."""

_GROWTH = 50


def positions() -> Iterator[int]:
    """Yield the positions that growth alone names, without end."""
    position = FIRST
    while True:
        yield position
        position += -(-position // _GROWTH)


def refit_position(upto: int, days: Iterable[int]) -> int | None:
    """Return the last position of a refit up to a position; None before the first.

    ``days`` are the last positions of the closed days.
    """
    if upto < FIRST:
        return None
    grown = max(takewhile(upto.__ge__, positions()))
    return max((grown, *(day for day in days if day <= upto)))
