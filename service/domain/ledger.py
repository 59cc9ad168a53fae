"""Ledgers: what happened to an arena's votes, day by day, including the ones that do not count."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from service.domain.matchups import MatchupState
from service.domain.votes import Exclusion

BOTH_BAD = "both_bad"
REASONS = (*(exclusion.label for exclusion in Exclusion), BOTH_BAD)
"""The reasons why votes do not count: the exclusions, and `both_bad` in arenas that do not rate it."""


@dataclass(frozen=True, slots=True)
class Day:
    """What happened to one day's votes. ``day`` is in days since 1970 (UTC), by the time of the vote.

    ``not_counted`` has the number of votes for each reason that occurs. ``skips`` counts matchups skipped.
    """

    day: int
    votes: int
    counted: int
    not_counted: Mapping[str, int]
    skips: int


class Simulated(NamedTuple):
    """How many votes the demo made, and how many of these have their matchups: it adds those as it paints."""

    votes: int
    matchups: int


@dataclass(frozen=True, slots=True)
class Ledger:
    """An arena's days with votes or skips, oldest first.

    ``matchups`` counts all of the arena's matchups by their state. ``position`` is that of the last vote.
    """

    arena: str
    revision: int
    days: tuple[Day, ...]
    matchups: Mapping[MatchupState, int]
    position: int
    simulated: Simulated

    @property
    def total(self) -> Day:
        """All days as one, with the last day's date."""
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
    """Counts of an arena that can no longer change: its votes up to a position, its skips up to a matchup.

    A vote's day and outcome never change, so these counts stay valid. What may still change is counted each
    time. ``steps`` is how many steps of expiring matchups there had been.
    """

    position: int = 0
    votes: Mapping[int, int] = field(default_factory=dict)
    both_bad: Mapping[int, int] = field(default_factory=dict)
    matchup: int = 0
    skips: Mapping[int, int] = field(default_factory=dict)
    matchups: Mapping[int, int] = field(default_factory=dict)
    steps: int = 0


def added(counts: Mapping[int, int], more: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Return the counts with others added, by key."""
    result = dict(counts)
    for key, count in more:
        result[key] = result.get(key, 0) + count
    return result
