"""Turnouts: how much a voter and a network have done in an arena in a day, and what of it may count.

Cookies are free, and so are addresses to some; but to act from many networks is not. So what a network may
do is bounded, no matter who acts there. Decision 0050 has the arithmetic behind the numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
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
    DEALT = 4
    """Matchups that were assigned to voters of a network in a day."""
    VOTER_CELL = 5
    """The votes of a voter in a day on a theme in a language."""
    NETWORK_CELL = 6
    """The votes from a network in a day on a theme in a language."""
    NETWORK_MODEL = 7
    """The votes from a network in a day on a model."""


class TurnoutKey(NamedTuple):
    """A kind, and the subject (the keyed hash of a voter or network) and period (a day or an hour) of it.

    In this order keys are stored, so that transactions that change the same rows never wait in a circle.
    """

    kind: int
    period: int
    subject: int


class Turnout(NamedTuple):
    """How many there were, and how many of them count.

    ``overflow`` are a voter's votes of a day on which it came when its network had too many newcomers.
    """

    total: int = 0
    counted: int = 0
    overflow: int = 0


class Limits(NamedTuple):
    """What may count of a network's votes, and of a voter's; 0 means no limit.

    ``newcomers`` is per hour, ``votes``, ``unanswered`` and ``voter_votes`` per day. A network may leave one
    more matchup unanswered for each vote that counts, as a voter may skip one more. ``share`` is the
    percentage of a cell that a voter's votes of a day may be, and a network's for each of the usual
    ``networks`` that it counts for.
    """

    newcomers: int
    votes: int
    unanswered: int
    voter_votes: int
    share: int = 0
    networks: int = 1

    def times(self, factor: int) -> Limits:
        """Return the limits of a network that so many usual networks share."""
        return self._replace(
            newcomers=self.newcomers * factor,
            votes=self.votes * factor,
            unanswered=self.unanswered * factor,
            networks=self.networks * factor,
        )


NO_LIMITS = Limits(0, 0, 0, 0)


class Bound(NamedTuple):
    """How many votes of a day may count under a key, and why further ones do not."""

    key: TurnoutKey
    most: int
    exclusion: Exclusion


class Attempt(NamedTuple):
    """A vote that would count: the keys of its voter and network, and what limits it.

    ``network``, ``newcomers`` and ``dealt`` are None if the network is not known. ``bounds`` are those on the
    vote's cells and models.
    """

    limits: Limits
    voter: TurnoutKey
    network: TurnoutKey | None = None
    newcomers: TurnoutKey | None = None
    dealt: TurnoutKey | None = None
    bounds: Sequence[Bound] = ()

    @classmethod
    def at(  # noqa: PLR0917 - a vote: its limits, by whom, from where, when
        cls,
        limits: Limits,
        voter: int,
        network: int | None,
        dealt_at: int,
        now: int,
        bounds: Sequence[Bound] = (),
    ) -> Attempt:
        """Return a vote now on a matchup; its network's hash is one of the day of its assignment."""
        day = dealt_at // clock.DAY
        mine = TurnoutKey(Kind.VOTER.value, day, voter)
        if network is None:
            return cls(limits, mine, bounds=bounds)
        newcomers = TurnoutKey(Kind.NEWCOMERS.value, now // clock.HOUR, network)
        votes = TurnoutKey(Kind.NETWORK.value, day, network)
        dealt = TurnoutKey(Kind.DEALT.value, day, network)
        return cls(limits, mine, votes, newcomers, dealt, bounds)

    @property
    def keys(self) -> list[TurnoutKey]:
        """What has to be known to judge it, but for the newcomers, who matter only to a new voter."""
        known = [key for key in (self.voter, self.network, self.dealt) if key is not None]
        return known + [bound.key for bound in self.bounds]


@dataclass(slots=True)
class _Count:
    """What is known of a turnout, and what the judged votes add to it."""

    known: Turnout
    total: int = 0
    counted: int = 0
    overflow: int = 0

    @property
    def counted_so_far(self) -> int:
        """How many of the votes count, those judged before this one included."""
        return self.known.counted + self.counted


class Judge:
    """Judges votes one by one, as what is ``known`` and those before them have it."""

    def __init__(self, known: Mapping[TurnoutKey, Turnout]) -> None:
        self._known = known
        self._counts: dict[TurnoutKey, _Count] = {}

    def judge(self, attempt: Attempt) -> Exclusion | None:
        """Return why a vote does not count, None if it does; it is part of the turnout afterwards."""
        voter = self._of(attempt.voter)
        network = None if attempt.network is None else self._of(attempt.network)
        exclusion = None
        if network is not None and self._is_over(attempt, voter, network):
            exclusion = Exclusion.HELD
        elif _reached(voter.counted_so_far, attempt.limits.voter_votes):
            exclusion = Exclusion.WEIGHT
        bounded = [(self._of(bound.key), bound) for bound in attempt.bounds]
        if exclusion is None:
            over = (bound.exclusion for count, bound in bounded if count.counted_so_far >= bound.most)
            exclusion = next(over, None)
        for one in (voter, network, *(count for count, _ in bounded)):
            if one is not None:
                one.total += 1
                one.counted += exclusion is None
        return exclusion

    def changes(self) -> list[tuple[TurnoutKey, Turnout]]:
        """Return what the judged votes add to the turnouts, in the order of the keys."""
        return [
            (key, Turnout(count.total, count.counted, count.overflow))
            for key, count in sorted(self._counts.items(), key=lambda item: item[0])
            if count.total
        ]

    def _is_over(self, attempt: Attempt, voter: _Count, network: _Count) -> bool:
        limits = attempt.limits
        if self._is_overflow(attempt, voter):
            voter.overflow += 1
            return True
        counted = network.counted_so_far
        dealt = 0 if attempt.dealt is None else self._known.get(attempt.dealt, _NOTHING).total
        return _reached(counted, limits.votes) or 0 < limits.unanswered < dealt - 1 - 2 * counted

    def _is_overflow(self, attempt: Attempt, voter: _Count) -> bool:
        """Return whether the voter came when the network had too many newcomers; it stays so for the day."""
        if voter.known.total + voter.total or attempt.newcomers is None:
            return voter.known.overflow + voter.overflow > 0
        newcomers = self._of(attempt.newcomers)
        if _reached(newcomers.known.total + newcomers.total, attempt.limits.newcomers):
            return True
        newcomers.total += 1
        return False

    def _of(self, key: TurnoutKey) -> _Count:
        count = self._counts.get(key)
        if count is None:
            count = self._counts[key] = _Count(self._known.get(key, _NOTHING))
        return count


_NOTHING = Turnout()


def new_voters(attempts: Iterable[Attempt], known: Mapping[TurnoutKey, Turnout]) -> set[TurnoutKey]:
    """Return the keys of the newcomers that have to be known, too, to judge the votes."""
    return {one.newcomers for one in attempts if one.newcomers is not None and one.voter not in known}


def _reached(number: int, limit: int) -> bool:
    return 0 < limit <= number
