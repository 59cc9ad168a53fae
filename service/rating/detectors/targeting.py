"""Targeting: subjects who favor or harm one model more than taste explains.

The null hypothesis knows the models' strengths, from the Bradley-Terry fit of all votes, and of each voter
how often they tie and how they lean to a side: only decided votes are looked at, and the odds are moved by
the voter's own lean, as their earlier votes show it. In log-odds the chance that model ``m`` wins is at most
``gap + lean + TASTE + error``, where ``gap`` is that of the fit and ``error`` the standard error of the gap.
People have tastes, so this never holds votes alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import log

import numpy as np

from service.rating.bradley_terry import MEAN, PRIOR_SD, QUANTILE_95, SCALE, Fit, fit_pairs
from service.rating.bulk import distinct, pair_counts
from service.rating.detectors.betting import best, group_starts, mixed, wealth_of, within
from service.rating.detectors.columns import Bools, DealtVotes, Floats, Ints, Subjects, order_by, turns, twice
from service.rating.detectors.findings import Finding, Kind, bar, evidence_of
from service.rating.fold import LEFT, RIGHT

TASTE = 1.0
"""By how much a voter may like or dislike one model, in log-odds: 174 points."""

_PSEUDO = 5.0
"""Votes for each side that every voter has before the first: without them the lean of the first votes is
anything."""


def strengths(votes: DealtVotes) -> tuple[Ints, Floats, Floats]:
    """Return the models in ascending order, their strengths in log-odds, and the standard errors."""
    counted = pair_counts(np.zeros_like(votes.left), votes.left, votes.right, votes.outcome)
    rows = zip(*(column.tolist() for column in counted[1:]), strict=True)
    fit: Fit = fit_pairs([(a, b, wins, losses, ties, bad) for a, b, wins, losses, ties, bad in rows])
    models = np.array(sorted(fit.estimates), np.int64)
    found = [fit.estimates[model] for model in models.tolist()]
    errors = [min((one.high - one.low) / (2 * QUANTILE_95), PRIOR_SD) for one in found]
    return models, np.array([(one.rating - MEAN) / SCALE for one in found]), np.array(errors) / SCALE


def targeted(subjects: Subjects, scope: str, known: tuple[Ints, Floats, Floats]) -> Iterator[Finding]:
    """Yield the subjects who favor or harm a model."""
    models, strength, error = known
    decided = np.flatnonzero(np.isin(subjects.votes.outcome, (LEFT, RIGHT)))
    if not decided.size:
        return
    number, votes = subjects.number[decided], subjects.votes.where(decided)
    left, right = np.searchsorted(models, votes.left), np.searchsorted(models, votes.right)
    chose_left = votes.outcome == LEFT
    lean = _lean(number, chose_left)
    gap = strength[left] - strength[right] + lean
    spread = TASTE + np.sqrt(error[left] ** 2 + error[right] ** 2)
    order, starts, model = _by_model(number, votes)
    mine = turns(gap, -gap)[order]
    won = turns(chose_left, ~chose_left)[order]
    room = twice(spread)[order]
    for_it = wealth_of(starts, won, _logistic(mine + room))
    against = wealth_of(starts, ~won, _logistic(room - mine))
    highest = best(starts, mixed([for_it, against])) - log(models.size)
    subject = twice(number)[order][starts]
    for group in _strongest(subject, highest):
        rows = slice(starts[group], starts[group + 1] if group + 1 < starts.size else None)
        name, wins = int(subject[group]), won[rows]
        evidence = {
            "wealth": evidence_of(float(highest[group])),
            "decided": int(wins.size),
            "won": int(wins.sum()),
            "expected": round(float(_logistic(mine[rows]).sum()), 1),
        }
        yield _finding(subjects, scope, name, int(model[starts[group]]), evidence)


def _finding(
    subjects: Subjects, scope: str, name: int, model: int, evidence: Mapping[str, float | int | str]
) -> Finding:
    of_name = subjects.of(name)
    places = of_name.position[(of_name.left == model) | (of_name.right == model)]
    return Finding(Kind.TARGETING, scope, int(subjects.names[name]), places, evidence, model=model)


def _lean(number: Ints, chose_left: Bools) -> Floats:
    """Return for each vote how its subject leans to the left, in log-odds, by the subject's earlier votes."""
    starts = group_starts(number)
    lefts = within(starts, chose_left.astype(np.float64)) - chose_left
    rights = within(starts, (~chose_left).astype(np.float64)) - ~chose_left
    return np.asarray(np.log((lefts + _PSEUDO) / (rights + _PSEUDO)))


def _by_model(number: Ints, votes: DealtVotes) -> tuple[Ints, Ints, Ints]:
    """Return each vote once for each of its models: their order, where groups begin, and the models."""
    numbers, models = twice(number), turns(votes.left, votes.right)
    places, known = distinct(models)
    order = order_by(numbers * places.size + known)
    return order, group_starts(numbers[order], models[order]), models[order]


def _strongest(subject: Ints, wealth: Floats) -> list[int]:
    """Return the group with the most wealth of each subject, of those that have enough."""
    enough = np.flatnonzero(wealth >= bar(Kind.TARGETING))
    order = enough[np.lexsort((wealth[enough], subject[enough]))]
    last = np.append(np.diff(subject[order]) != 0, True)[: order.size]
    chosen: list[int] = order[last].tolist()
    return chosen


def _logistic(value: Floats) -> Floats:
    return np.asarray(0.5 + 0.5 * np.tanh(0.5 * value))
