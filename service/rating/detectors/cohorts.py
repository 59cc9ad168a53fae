"""Cohorts: days on which new voters favor or harm a model, and the others do not.

This is the only test that sees voters who cast one vote each, from anywhere. New voters are those whose first
vote in the arena is on that day; each counts once, by that first vote, so that they are independent. A vote
is worth, for a model, its points (a win 1, a tie 0.5) times ``1 / ((n - 1) p)``, where ``p`` is the
probability with which its pair was dealt. Its mean is the model's mean result against all others, however
matchups are chosen, and grows with both: winning more, and turning up more than dealt.

The z-test compares the mean of the new voters with TOLERANCE times that of the others, whose variance both
get. It may be made at any time of the day: its bound is the normal mixture's of Robbins (1970), which holds
for all numbers of voters at once.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import log, sqrt
from typing import NamedTuple

import numpy as np

from service.domain import clock
from service.rating.detectors.columns import Bools, DealtVotes, Floats, Ints, Subjects
from service.rating.detectors.findings import ALPHA, Finding, Kind
from service.rating.fold import LEFT, RIGHT

TOLERANCE = 1.25
LEAST_NEW, LEAST_OTHERS = 10, 100
FEW = 5
"""Only new voters with at most so many votes on the day are held: the others can be tested by themselves."""

_MIXTURE = 20.0
_WIDEST = 3.0


def cohorts(voters: Subjects, models: Ints, known_before: int) -> Iterator[Finding]:
    """Yield the days on which new voters favor or harm a model.

    Nobody is new on a day before ``known_before``: of earlier voters nothing is known.
    """
    votes, first = voters.votes, voters.rank == 1
    day = votes.voted_at // clock.DAY
    new = (day[voters.starts][voters.number] == day) & (day >= known_before)
    for one in np.unique(day[first & new]).tolist():
        of_day = np.flatnonzero(day == one)
        yield from _of_day(one, votes.where(of_day), first[of_day] & new[of_day], new[of_day], models)


def _of_day(day: int, votes: DealtVotes, first: Bools, new: Bools, models: Ints) -> Iterator[Finding]:
    newcomers, others = votes.where(first), votes.where(~new)
    if newcomers.size < LEAST_NEW or others.size < LEAST_OTHERS:
        return
    for harmed in (False, True):
        mine, theirs = (_sums(some, models, harmed=harmed) for some in (newcomers, others))
        scores = _z(mine, theirs)
        over = scores - _bound(newcomers.size, models.size)
        # One burst is for one model: the others seem to lose by it.
        model = int(over.argmax())
        if over[model] > 0:
            chosen = _chosen(votes, new, int(models[model]), harmed=harmed)
            numbers = {
                "z": round(float(scores[model]), 2),
                "bound": round(_bound(newcomers.size, models.size), 2),
                "new_voters": newcomers.size,
                "others": others.size,
                "direction": "against" if harmed else "for",
            }
            yield Finding(Kind.COHORT, "day", day, chosen, numbers, model=int(models[model]), strong=True)


class _Sums(NamedTuple):
    """The sums, over some votes, of what they are worth for each model, and of its squares."""

    votes: int
    points: Floats
    squares: Floats


def _sums(votes: DealtVotes, models: Ints, *, harmed: bool) -> _Sums:
    weight = 1.0 / ((models.size - 1) * votes.probability)
    weight = np.minimum(weight / (models.size / 2), _WIDEST)
    left = np.where(votes.outcome == LEFT, 1.0, np.where(votes.outcome == RIGHT, 0.0, 0.5))
    left = 1.0 - left if harmed else left
    worth = np.concatenate([left * weight, (1.0 - left) * weight])
    place = np.searchsorted(models, np.concatenate([votes.left, votes.right]))
    points, squares = (np.bincount(place, part, models.size).astype(np.float64) for part in (worth, worth**2))
    return _Sums(votes.size, points, squares)


def _z(mine: _Sums, theirs: _Sums) -> Floats:
    """Return by how many standard errors each mean is above that of the others, with some room."""
    # A win more than there was, so that a model without a win does not make every win a miracle.
    mean = (theirs.points + 1.0) / (theirs.votes + 1.0)
    variance = (theirs.squares + 1.0) / (theirs.votes + 1.0) - mean**2
    errors = np.sqrt(TOLERANCE * variance / mine.votes + TOLERANCE**2 * variance / theirs.votes)
    return np.asarray((mine.points / mine.votes - TOLERANCE * mean) / errors)


def _bound(voters: int, models: int) -> float:
    """Return the bound for z that holds for every number of voters at once, for all models both ways."""
    share = voters / _MIXTURE
    return sqrt((1 + 1 / share) * (2 * log(2 * models / ALPHA[Kind.COHORT]) + log(1 + share)))


def _chosen(votes: DealtVotes, new: Bools, model: int, *, harmed: bool) -> Ints:
    """Return the positions of the votes of new voters with few votes that helped, or harmed, a model."""
    few = _votes_of_voter(votes) <= FEW
    won, lost = (RIGHT, LEFT) if harmed else (LEFT, RIGHT)
    on_left = (votes.left == model) & (votes.outcome == won)
    on_right = (votes.right == model) & (votes.outcome == lost)
    return np.sort(votes.position[new & few & (on_left | on_right)])


def _votes_of_voter(votes: DealtVotes) -> Ints:
    """Return how many votes the voter of each vote has."""
    _, number, counts = np.unique(votes.voter, return_inverse=True, return_counts=True)
    return np.asarray(counts[number.reshape(-1)], np.int64)
