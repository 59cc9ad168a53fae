"""Habits: voters who do not agree with themselves, and answers that take no human time.

- *Repeats*: the same two images, answered again. An honest voter disagrees with themselves at most
  REPEAT_CAP of the time; somebody who answers at random, or by the side, does so more often.
- *Times*: answers that take almost exactly as long as the one before (within REGULAR in the logarithm), or
  less than FAST milliseconds. People do either at most TIME_CAP of the time.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from service.rating.detectors.betting import best, group_starts, mixed, wealth_of
from service.rating.detectors.columns import Bools, Floats, Ints, Subjects
from service.rating.detectors.findings import Finding, Kind, bar, evidence_of
from service.rating.fold import LEFT, RIGHT

REPEAT_CAP = 0.5
TIME_CAP = 0.3
REGULAR = 0.05
FAST = 700


def unsure(subjects: Subjects, scope: str) -> Iterator[Finding]:
    """Yield the subjects who answer differently when they see the same images again."""
    order, again = _seen_again(subjects)
    answer = _answers(subjects)[order]
    later = np.flatnonzero(again) + 1
    differs = answer[later] != answer[later - 1]
    # A bet is on the next vote, so each subject's votes go back from the order of images to that of time.
    by_rank = np.argsort(order[later], kind="stable")
    number, hits = subjects.number[order[later]][by_rank], differs[by_rank]
    starts = group_starts(number)
    highest = best(starts, wealth_of(starts, hits, REPEAT_CAP))
    for group in np.flatnonzero(highest >= bar(Kind.REPEATS)).tolist():
        name = int(number[starts[group]])
        mine = subjects.of(name).position
        counts = {"repeats": int((number == name).sum()), "differed": int(hits[number == name].sum())}
        evidence = {"wealth": evidence_of(float(highest[group])), "votes": mine.size, **counts}
        yield Finding(Kind.REPEATS, scope, int(subjects.names[name]), mine, evidence)


def _seen_again(subjects: Subjects) -> tuple[Ints, Bools]:
    """Return votes on images that their voter has several votes on, and which follow one on the same images.

    They are in the order of subject, images and time. Few votes are: all others are left out first.
    """
    votes = subjects.votes
    low, high = (
        np.minimum(votes.image_left, votes.image_right),
        np.maximum(votes.image_left, votes.image_right),
    )
    # Different pairs may share a key, also by overflow. That only leaves more rows to sort: what decides
    # below are the exact numbers.
    mixed_key = (subjects.number * 1_000_003 + low) * 1_000_033 + high
    ordered = np.sort(mixed_key)
    twice = ordered[1:][ordered[1:] == ordered[:-1]]
    chosen = np.flatnonzero(np.isin(mixed_key, twice)) if twice.size else np.zeros(0, np.int64)
    order = chosen[np.lexsort((subjects.rank[chosen], high[chosen], low[chosen], subjects.number[chosen]))]
    again = np.ones(max(order.size - 1, 0), np.bool_)
    for key in (subjects.number[order], low[order], high[order]):
        again &= key[1:] == key[:-1]
    return order, again


def _answers(subjects: Subjects) -> Ints:
    """Return which image each vote chose, or what else it said, negative."""
    votes = subjects.votes
    left, right = votes.outcome == LEFT, votes.outcome == RIGHT
    return np.where(left, votes.image_left, np.where(right, votes.image_right, -votes.outcome))


def mechanical(subjects: Subjects, scope: str) -> Iterator[Finding]:
    """Yield the subjects whose answers come too fast, or like a clock."""
    timed = np.flatnonzero(subjects.votes.milliseconds > 0)
    number, taken = subjects.number[timed], subjects.votes.milliseconds[timed]
    starts = group_starts(number)
    fast, regular = taken < FAST, _regular(starts, np.log(taken))
    wealth = mixed([wealth_of(starts, hits, TIME_CAP) for hits in (fast, regular)])
    highest = best(starts, wealth)
    for group in np.flatnonzero(highest >= bar(Kind.TIMES)).tolist():
        name = int(number[starts[group]])
        of_name = number == name
        mine = subjects.of(name).position
        counts = {"fast": int(fast[of_name].sum()), "regular": int(regular[of_name].sum())}
        median = int(np.median(taken[of_name]))
        evidence = {"wealth": evidence_of(float(highest[group])), "votes": mine.size, **counts}
        yield Finding(Kind.TIMES, scope, int(subjects.names[name]), mine, {**evidence, "median_ms": median})


def _regular(starts: Ints, logs: Floats) -> Bools:
    """Return whether each answer took as long as its subject's answer before."""
    same = np.zeros(logs.size, np.bool_)
    same[1:] = np.abs(np.diff(logs)) < REGULAR
    same[starts] = False
    return same
