"""Targeting: taste is allowed, and always voting for the worst model, or against the best, is seen."""

from __future__ import annotations

from typing import Any

import numpy as np

from service.rating.detectors.columns import DealtVotes, by_subject
from service.rating.detectors.findings import Finding
from service.rating.detectors.targeting import strengths, targeted
from tests.support.votes.rigging import MODELS, cast, target_only, together


def honest(count: int, **columns: Any) -> DealtVotes:
    """Return votes in which each model beats those with a higher number in five of six."""
    votes = cast(count, seed=4, **columns)
    upset = np.random.default_rng(9).random(count) < 1 / 6
    return votes._replace(outcome=np.where((votes.left < votes.right) ^ upset, 1, 2))


def found(votes: DealtVotes) -> list[Finding]:
    return list(targeted(by_subject(votes, "voter"), "voter", strengths(votes)))


def test_for_the_worst_and_against_the_best() -> None:
    fan = target_only(40, model=MODELS, voter=1)
    foe = target_only(60, model=1, voter=2)
    foe = foe._replace(outcome=3 - foe.outcome)
    findings = {finding.subject: finding for finding in found(together(honest(4_000), fan, foe))}
    assert findings.keys() == {1, 2}
    assert (findings[1].model, findings[1].numbers["won"]) == (MODELS, 40)
    assert (findings[2].model, findings[2].numbers["won"]) == (1, 0)
    assert not findings[1].strong


def test_honest_voters_are_left_alone() -> None:
    voters = np.arange(4_000) // 200
    assert found(honest(4_000, voter=voters + 1)) == []
    assert found(cast(100, voter=1, outcome=3)) == []
