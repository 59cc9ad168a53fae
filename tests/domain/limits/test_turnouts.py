"""What may count of a network's and a voter's votes in a day."""

from __future__ import annotations

from service.domain import clock
from service.domain.limits.turnouts import (
    NO_LIMITS,
    Attempt,
    Judge,
    Kind,
    Limits,
    Turnout,
    TurnoutKey,
    new_voters,
)
from service.domain.votes import Exclusion

DAY, HOUR, NETWORK = 20_000, 480_000, 7
LIMITS = Limits(newcomers=3, votes=10, unanswered=5, voter_votes=4)
HELD, WEIGHT = Exclusion.HELD, Exclusion.WEIGHT


def attempt(voter: int, limits: Limits = LIMITS, network: int | None = NETWORK, hour: int = HOUR) -> Attempt:
    return Attempt.at(limits, voter, network, DAY * clock.DAY, hour * clock.HOUR)


def test_newcomers_of_an_hour() -> None:
    judge = Judge({})
    assert [judge.judge(attempt(voter)) for voter in (1, 2, 3, 4, 1, 4)] == [None] * 3 + [HELD, None, HELD]
    assert judge.judge(attempt(9, network=8)) is None  # another network
    assert judge.judge(attempt(5, hour=HOUR + 1)) is None
    assert judge.judge(attempt(4, hour=HOUR + 1)) is HELD  # for the day
    assert judge.judge(attempt(6, network=None)) is None


def test_a_voters_weight() -> None:
    judge = Judge({})
    assert [judge.judge(attempt(1)) for _ in range(6)] == [None] * 4 + [WEIGHT] * 2
    assert [judge.judge(attempt(2, network=None)) for _ in range(5)] == [None] * 4 + [WEIGHT]


def test_the_votes_of_a_network() -> None:
    judge = Judge({})
    outcomes = [judge.judge(attempt(voter)) for voter in (1, 2, 3) for _ in range(4)]
    assert outcomes == [None] * 10 + [HELD] * 2
    many = LIMITS.times(2)
    assert (many.votes, many.newcomers, many.unanswered, many.voter_votes) == (20, 6, 10, 4)
    assert judge.judge(attempt(3, many)) is None


def test_matchups_that_stay_unanswered() -> None:
    def of(dealt: int, counted: int) -> Exclusion | None:
        known = {
            TurnoutKey(Kind.DEALT, DAY, NETWORK): Turnout(dealt),
            TurnoutKey(Kind.NETWORK, DAY, NETWORK): Turnout(counted, counted),
        }
        return Judge(known).judge(attempt(1))

    assert [of(6, 0), of(7, 0)] == [None, HELD]  # this one is answered, and five are not
    assert [of(10, 2), of(11, 2)] == [None, HELD]


def test_no_limits_and_what_is_stored() -> None:
    judge = Judge({TurnoutKey(Kind.VOTER, DAY, 1): Turnout(5, 5)})
    assert {judge.judge(attempt(1, NO_LIMITS)) for _ in range(50)} == {None}
    assert judge.judge(attempt(2, LIMITS)) is HELD  # over the votes of the network
    assert judge.changes() == [
        (TurnoutKey(Kind.VOTER, DAY, 1), Turnout(50, 50)),
        (TurnoutKey(Kind.VOTER, DAY, 2), Turnout(1, 0)),
        (TurnoutKey(Kind.NETWORK, DAY, NETWORK), Turnout(51, 50)),
        (TurnoutKey(Kind.NEWCOMERS, HOUR, NETWORK), Turnout(1)),
    ]
    assert len(attempt(1).keys) == 3
    assert attempt(1, network=None).keys == [TurnoutKey(Kind.VOTER, DAY, 1)]
    known = {attempt(1).voter: Turnout(1, 1)}
    assert new_voters([attempt(1), attempt(2), attempt(3, network=None)], known) == {attempt(2).newcomers}
