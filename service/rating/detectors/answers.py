"""Answers: subjects who always say the same, or favor a side.

Which model is on which side is decided by a coin. So somebody who looks at the images, whatever their taste,
chooses the left one half of the time. Real people lean to a side, and differ in how often they call a tie,
and the bounds below leave room for that.

- *Constant*: a run of the same answer. No answer has a probability above CONSTANT_CAP, so a run of ``k``
  multiplies the wealth by ``CONSTANT_CAP ** -k``. The run may begin at any vote ``s``; that one gets the part
  ``1 / (s (s + 1))`` of the stake. Half of the stake is on the sides, half on ties and both bad. A run of
  ties never holds votes alone: some people honestly tie nearly always.
- *Side*: more than SIDE_CAP of the decided votes for one side.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import log

import numpy as np

from service.rating.detectors.betting import best, group_starts, lengths, mixed, wealth_of
from service.rating.detectors.columns import Floats, Ints, Subjects
from service.rating.detectors.findings import Finding, Kind, bar, evidence_of
from service.rating.fold import LEFT, RIGHT

CONSTANT_CAP = 0.6
SIDE_CAP = 0.65
# There are two answers to each half of the stake.
_STAKE = 0.25
_LABELS = {1: "left", 2: "right", 3: "tie", 4: "both bad"}


def constant(subjects: Subjects, scope: str) -> Iterator[Finding]:
    """Yield the subjects with a run of the same answer that no honest voter has."""
    outcome = subjects.votes.outcome
    starts = group_starts(subjects.number, outcome)
    length = lengths(starts, outcome.size)
    begin = subjects.rank[starts] if starts.size else starts
    odds = -length * log(CONSTANT_CAP) - np.log(begin * (begin + 1.0)) + log(_STAKE)
    wealth: Floats = np.asarray(odds, np.float64)
    found = np.flatnonzero(wealth >= bar(Kind.CONSTANT))
    for run in _strongest(subjects.number[starts[found]], wealth[found], found):
        yield _run(subjects, scope, int(starts[run]), int(length[run]), float(wealth[run]))


def _strongest(number: Ints, wealth: Floats, found: Ints) -> list[int]:
    """Return the run with the most wealth of each subject."""
    strongest: dict[int, tuple[float, int]] = {}
    for subject, value, run in zip(number.tolist(), wealth.tolist(), found.tolist(), strict=True):
        strongest[subject] = max(strongest.get(subject, (0.0, 0)), (value, run))
    return [run for _, run in strongest.values()]


def _run(subjects: Subjects, scope: str, start: int, length: int, wealth: float) -> Finding:
    number, outcome = int(subjects.number[start]), int(subjects.votes.outcome[start])
    sided = outcome in {LEFT, RIGHT}
    total = subjects.of(number).size
    return Finding(
        Kind.CONSTANT,
        scope,
        int(subjects.names[number]),
        subjects.votes.position[start : start + length],
        {"wealth": evidence_of(wealth), "votes": total, "run": length, "answer": _LABELS[outcome]},
        strong=sided,
    )


def one_sided(subjects: Subjects, scope: str) -> Iterator[Finding]:
    """Yield the subjects who favor a side more than people do."""
    decided = np.flatnonzero(np.isin(subjects.votes.outcome, (LEFT, RIGHT)))
    number = subjects.number[decided]
    left = subjects.votes.outcome[decided] == LEFT
    starts = group_starts(number)
    wealth = mixed([wealth_of(starts, side, SIDE_CAP) for side in (left, ~left)])
    highest = best(starts, wealth)
    for group in np.flatnonzero(highest >= bar(Kind.SIDE)).tolist():
        name = int(number[starts[group]])
        lefts = int(left[number == name].sum())
        mine = subjects.of(name).position
        numbers = {"votes": mine.size, "decided": int((number == name).sum()), "left": lefts}
        evidence = {"wealth": evidence_of(float(highest[group])), **numbers}
        yield Finding(Kind.SIDE, scope, int(subjects.names[name]), mine, evidence)
