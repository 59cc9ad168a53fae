"""Turnouts: how much a voter and a network have done in an arena in a day, and what of it may count.

Cookies are free, and so are addresses to some; but to act from many networks is not. So what a network may
do is bounded, whoever acts there. Decision 0050 has the arithmetic behind the numbers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from enum import IntEnum
from typing import NamedTuple

from service.domain import clock
from service.domain.votes import Exclusion


class Kind(IntEnum):
    """What is counted, of whom and in which period. The values are stored."""

    VOTER = 1
    """The votes of a voter in a day."""
    NETWORK = 2
    """The votes from a network in a day."""
    NEWCOMERS = 3
    """Voters who cast their first vote of the day from a network, in an hour."""
    OVERFLOW = 4
    """Votes in a day of a voter who came when the network had too many newcomers."""
    DEALT = 5
    """Matchups that were assigned to voters of a network in a day."""


class TurnoutKey(NamedTuple):
    """A kind, and the subject (the keyed hash of a voter or network) and period (a day or an hour) of it.

    In this order keys are stored, so that transactions that change the same rows never wait in a circle.
    """

    kind: int
    period: int
    subject: int


class Turnout(NamedTuple):
    """How many there were, and how many of them count."""

    total: int = 0
    counted: int = 0


class Limits(NamedTuple):
    """What may count of a network's votes, and of a voter's; 0 means no limit.

    ``newcomers`` is per hour, ``votes``, ``unanswered`` and ``voter_votes`` per day. A network may leave one
    more matchup unanswered for each vote that counts, as a voter may skip one more.
    """

    newcomers: int
    votes: int
    unanswered: int
    voter_votes: int

    def times(self, factor: int) -> Limits:
        """Return the limits of a network that so many usual networks share."""
        return Limits(
            self.newcomers * factor, self.votes * factor, self.unanswered * factor, self.voter_votes
        )


NO_LIMITS = Limits(0, 0, 0, 0)


class Attempt(NamedTuple):
    """A vote that would count: by whom, from which network, on which day and hour, and what limits it."""

    voter: int
    network: int | None
    day: int
    hour: int
    limits: Limits

    @classmethod
    def at(cls, voter: int, network: int | None, dealt_at: int, now: int, limits: Limits) -> Attempt:
        """Return a vote now on a matchup; its network's hash is one of the day of its assignment."""
        return cls(voter, network, dealt_at // clock.DAY, now // clock.HOUR, limits)

    @property
    def keys(self) -> list[TurnoutKey]:
        """What has to be known to judge it."""
        mine = [TurnoutKey(kind, self.day, self.voter) for kind in (Kind.VOTER, Kind.OVERFLOW)]
        if self.network is None:
            return mine
        theirs = [TurnoutKey(kind, self.day, self.network) for kind in (Kind.NETWORK, Kind.DEALT)]
        return [*mine, *theirs, TurnoutKey(Kind.NEWCOMERS, self.hour, self.network)]


class Judge:
    """Judges votes one by one, as what is ``known`` and those before them have it."""

    def __init__(self, known: Mapping[TurnoutKey, Turnout]) -> None:
        self._known = known
        self._totals: Counter[TurnoutKey] = Counter()
        self._counted: Counter[TurnoutKey] = Counter()

    def judge(self, attempt: Attempt) -> Exclusion | None:
        """Return why a vote does not count, None if it does; it is part of the turnout afterwards."""
        exclusion = self._judge(attempt)
        keys = [TurnoutKey(Kind.VOTER, attempt.day, attempt.voter)]
        if attempt.network is not None:
            keys.append(TurnoutKey(Kind.NETWORK, attempt.day, attempt.network))
        for key in keys:
            self._totals[key] += 1
            self._counted[key] += exclusion is None
        return exclusion

    def changes(self) -> list[tuple[TurnoutKey, Turnout]]:
        """Return what the judged votes add to the turnouts, in the order of the keys."""
        return [(key, Turnout(total, self._counted[key])) for key, total in sorted(self._totals.items())]

    def _judge(self, attempt: Attempt) -> Exclusion | None:
        voter = TurnoutKey(Kind.VOTER, attempt.day, attempt.voter)
        is_new = self._of(voter).total == 0
        if attempt.network is not None and self._is_over(attempt, attempt.network, is_new=is_new):
            return Exclusion.HELD
        return Exclusion.WEIGHT if _reached(self._of(voter).counted, attempt.limits.voter_votes) else None

    def _is_over(self, attempt: Attempt, network: int, *, is_new: bool) -> bool:
        limits = attempt.limits
        if self._is_overflow(attempt, network, is_new=is_new):
            return True
        counted = self._of(TurnoutKey(Kind.NETWORK, attempt.day, network)).counted
        dealt = self._of(TurnoutKey(Kind.DEALT, attempt.day, network)).total
        unanswered = dealt - 1 - counted
        return _reached(counted, limits.votes) or _exceeds(unanswered - counted, limits.unanswered)

    def _is_overflow(self, attempt: Attempt, network: int, *, is_new: bool) -> bool:
        """Return whether the voter came when the network had too many newcomers; it stays so for the day."""
        overflow = TurnoutKey(Kind.OVERFLOW, attempt.day, attempt.voter)
        newcomers = TurnoutKey(Kind.NEWCOMERS, attempt.hour, network)
        is_over = (
            _reached(self._of(newcomers).total, attempt.limits.newcomers)
            if is_new
            else self._of(overflow).total > 0
        )
        if is_over:
            self._totals[overflow] += 1
        elif is_new:
            self._totals[newcomers] += 1
        return is_over

    def _of(self, key: TurnoutKey) -> Turnout:
        known = self._known.get(key, Turnout())
        return Turnout(known.total + self._totals[key], known.counted + self._counted[key])


def _reached(number: int, limit: int) -> bool:
    return 0 < limit <= number


def _exceeds(number: int, limit: int) -> bool:
    return 0 < limit < number
