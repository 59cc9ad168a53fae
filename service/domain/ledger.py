"""Ledgers: for each day what became of an arena's votes, so that none is left out in silence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from service.domain.matchups import MatchupState
from service.domain.votes import Exclusion

BOTH_BAD = "both_bad"
REASONS = (*(exclusion.label for exclusion in Exclusion), BOTH_BAD)
"""Why votes do not count: the exclusions, and an arena that does not rate `both_bad`."""


@dataclass(frozen=True, slots=True)
class Day:
    """What became of one day's votes; ``day`` is in days since 1970 (UTC), by the time of the vote.

    ``not_counted`` has a number for each reason that occurs; ``skips`` are matchups skipped that day.
    """

    day: int
    votes: int
    counted: int
    not_counted: Mapping[str, int]
    skips: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """An arena's days with votes or skips, oldest first, and their sum (whose ``day`` is the last).

    ``matchups`` says of all that were ever dealt how many came to which end.
    """

    arena: str
    revision: int
    days: tuple[Day, ...]
    matchups: Mapping[MatchupState, int]

    @property
    def total(self) -> Day:
        """All days as one."""
        reasons = {reason: sum(day.not_counted.get(reason, 0) for day in self.days) for reason in REASONS}
        return Day(
            self.days[-1].day if self.days else 0,
            sum(day.votes for day in self.days),
            sum(day.counted for day in self.days),
            {reason: count for reason, count in reasons.items() if count},
            sum(day.skips for day in self.days),
        )


@dataclass(frozen=True, slots=True)
class Tally:
    """What is counted of an arena for good: its votes up to a position, its skips up to a matchup.

    A vote's day and outcome never change, so this is true for ever; what may still change is counted anew.
    """

    position: int = 0
    votes: Mapping[int, int] = field(default_factory=dict)
    both_bad: Mapping[int, int] = field(default_factory=dict)
    matchup: int = 0
    skips: Mapping[int, int] = field(default_factory=dict)
    matchups: Mapping[int, int] = field(default_factory=dict)


def added(counts: Mapping[int, int], more: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Return the counts with more of them added, by key."""
    result = dict(counts)
    for key, count in more:
        result[key] = result.get(key, 0) + count
    return result
