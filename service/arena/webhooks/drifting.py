"""The alarm for a model that is no longer what it was: a test that may be looked at every day.

If a model stays the same, its rating only learns: from one day to a later one, ``mu`` moves like a Brownian
motion, and the variance of the move is the variance that the rating has lost. So a normal mixture over such
moves, as in `service.rating.sequences`, is a bet with a fair price, whose wealth exceeds ``1 / error`` at
most with the probability ``error``, however often one looks. A bet starts whenever the votes have grown by a
tenth, and the bets share the stake: a change that came late must not be outweighed by the votes of years. The
quality tracker's test of the last days asks another question, at one time: it is no alarm.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import exp, inf, log
from typing import NamedTuple

from service.domain.drift import LEAST_VOTES

ERROR = 0.05
"""The chance that there is ever a false alarm for any model of an arena."""

_RHO = 1 / 64
"""The variance that a bet is made for, as a share of what is left to learn."""

_GROWTH = 1.1


class DayRating(NamedTuple):
    """A model's rating at the end of a day, and the number of its votes until then."""

    day: int
    mu: float
    variance: float
    votes: int


class Drifted(NamedTuple):
    """An alarm: the day with which most of the evidence starts, and the logarithm of the evidence."""

    since: DayRating
    evidence: float


def drifted(days: Sequence[DayRating], models: int, *, tau: float, widening: float) -> Drifted | None:
    """Return the alarm that a model's history raises now, None if it raises none.

    ``models`` is how many are tested in the arena, ``tau`` what the arena allows ratings to drift per vote,
    and ``widening`` how much less the votes say than independent ones.
    """
    starts = _starts(days[:-1])
    if not starts:
        return None
    # Shares of 1 / ((k + 1)(k + 2)) add up to one, however many bets will start: none takes from another.
    bets = [
        _log_wealth(start, days[-1], tau * tau, max(1.0, widening)) - log((k + 1) * (k + 2))
        for k, start in enumerate(starts)
    ]
    largest = max(bets)
    evidence = largest + log(sum(exp(bet - largest) for bet in bets)) if largest > -inf else -inf
    if evidence < log(max(models, 1) / ERROR):
        return None
    return Drifted(starts[bets.index(largest)], evidence)


def _starts(days: Sequence[DayRating]) -> list[DayRating]:
    starts: list[DayRating] = []
    for day in days:
        if day.votes >= (_GROWTH * starts[-1].votes if starts else LEAST_VOTES):
            starts.append(day)
    return starts


def _log_wealth(start: DayRating, now: DayRating, tau2: float, widening: float) -> float:
    learned = widening * (start.variance + (now.votes - start.votes) * tau2 - now.variance)
    if learned <= 0.0:  # nothing was learned since, so the bet still is what it began with
        return 0.0
    rho = widening * start.variance * _RHO
    moved = now.mu - start.mu
    return 0.5 * log(rho / (learned + rho)) + moved * moved / (2.0 * (learned + rho))
