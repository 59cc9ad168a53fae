"""Exposure: subjects in whose votes one model turns up more often than it was dealt.

Anyone who only answers when a certain model appears can do as much as dozens of voters, and needs to ask for
more matchups than it answers. Each matchup is stored with the probability ``p`` that its pair had. Of ``n``
models, bet on the target by the odds of a dealer who deals nothing but it, each partner equally likely: the
pair then has the probability ``1 / (n - 1)`` instead of ``p``, and the bet pays ``1 / ((n - 1) p)``. Its mean
under the dealing as it was is at most 1, whatever the policy, the theme or the language that was asked for.
The odds are worsened by the factor TOLERANCE: honest people skip, and not at random.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import log, log1p

import numpy as np

from service.rating.bulk import distinct
from service.rating.detectors.betting import FRACTIONS, best, group_starts, mixed, within
from service.rating.detectors.columns import Floats, Ints, Subjects, order_by, turns, twice
from service.rating.detectors.findings import Finding, Kind, bar, evidence_of

TOLERANCE = 1.5
"""How much more often than it is dealt a model may turn up in honest votes."""


def exposed(subjects: Subjects, scope: str, models: int) -> Iterator[Finding]:
    """Yield the subjects in whose votes a model turns up too often, of so many models."""
    if models < 2 or not subjects.votes.size:  # noqa: PLR2004 - one model has no partner
        return
    votes = subjects.votes
    odds = 1.0 / (TOLERANCE * (models - 1) * votes.probability)
    number, rank, model = twice(subjects.number), twice(subjects.rank), turns(votes.left, votes.right)
    places, known = distinct(model)
    order = order_by(number * places.size + known)
    number, model, rank = number[order], model[order], rank[order]
    starts = group_starts(number, model)
    wealth = best(starts, _wealth(starts, rank, twice(odds)[order])) - log(models)
    for group in _best_of_each(number[starts], wealth):
        row = starts[group]
        found = (int(number[row]), int(model[row]), float(wealth[group]))
        yield _finding(subjects, scope, models, found)


def _wealth(starts: Ints, rank: Ints, odds: Floats) -> Floats:
    """Return the logarithm of the wealth right after each vote with the target; the votes between lose."""
    logs = []
    for fraction in FRACTIONS:
        lost = log1p(-fraction)
        gains = np.log1p(fraction * (odds - 1.0)) - lost
        logs.append(within(starts, gains) + rank * lost)
    return mixed(logs)


def _best_of_each(number: Ints, wealth: Floats) -> list[int]:
    """Return the group with the most wealth of each subject, of those that have enough."""
    enough = np.flatnonzero(wealth >= bar(Kind.EXPOSURE))
    order = enough[np.lexsort((wealth[enough], number[enough]))]
    last = np.append(np.diff(number[order]) != 0, True)[: order.size]
    chosen: list[int] = order[last].tolist()
    return chosen


def _finding(subjects: Subjects, scope: str, models: int, found: tuple[int, int, float]) -> Finding:
    number, model, wealth = found
    votes = subjects.of(number)
    has = (votes.left == model) | (votes.right == model)
    numbers = {
        "wealth": evidence_of(wealth),
        "votes": votes.size,
        "with_model": int(has.sum()),
        # The mean of this is 1 if the model turns up as often as it is dealt.
        "times_as_dealt": round(float((has / ((models - 1) * votes.probability)).mean()), 1),
    }
    subject = int(subjects.names[number])
    return Finding(Kind.EXPOSURE, scope, subject, votes.position[has], numbers, model=model, strong=True)
