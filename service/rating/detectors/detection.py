"""All detectors on a log: what is odd about its voters, its networks and its days."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from service.domain.votes import Exclusion
from service.rating.detectors.answers import constant, one_sided
from service.rating.detectors.cohorts import cohorts
from service.rating.detectors.columns import UNKNOWN, DealtVotes, Ints, Subjects, by_subject
from service.rating.detectors.exposure import exposed
from service.rating.detectors.findings import Finding
from service.rating.detectors.habits import mechanical, unsure
from service.rating.detectors.targeting import strengths, targeted

_TESTED = (0, int(Exclusion.HELD))
"""Votes that count, and those that are held: who was found once must be found again."""


def detect(votes: DealtVotes, known_before: int = -(1 << 62)) -> list[Finding]:
    """Return what is odd about these votes on matchups.

    Nobody is taken for a new voter on a day before ``known_before``. Repeated votes are looked at where
    voters are compared with themselves, and nowhere else.
    """
    tested = votes.where(np.isin(votes.exclusion, _TESTED))
    counted = tested.where(tested.exclusion == 0)
    if not tested.size:
        return []
    models = np.unique(np.concatenate([tested.left, tested.right]))
    known = strengths(counted if _covers(counted, models) else tested)
    voters = by_subject(tested, "voter")
    compared = voters if tested.size == votes.size else by_subject(votes, "voter")
    found = [*cohorts(voters, models, known_before), *unsure(compared, "voter")]
    for scope, subjects in (("voter", voters), ("network", by_subject(_shared(tested), "network"))):
        found += exposed(subjects, scope, models.size)
        found += targeted(subjects, scope, known)
        found += _behavior(subjects, scope)
    return found


def _behavior(subjects: Subjects, scope: str) -> Iterator[Finding]:
    if subjects.votes.size:
        yield from constant(subjects, scope)
        yield from one_sided(subjects, scope)
        yield from mechanical(subjects, scope)


def _covers(votes: DealtVotes, models: Ints) -> bool:
    """Return whether every model has a vote that counts."""
    return bool(np.isin(models, np.concatenate([votes.left, votes.right])).all())


def _shared(votes: DealtVotes) -> DealtVotes:
    """Return the votes from networks with several voters: the others are tested as voters."""
    networks = by_subject(votes.where(votes.voter != UNKNOWN), "network")
    if not networks.votes.size:
        return networks.votes
    voter, starts = networks.votes.voter, networks.starts
    several = np.minimum.reduceat(voter, starts) != np.maximum.reduceat(voter, starts)
    return networks.votes.where(several[networks.number])
