"""Cohorts: a burst of new voters for a model is seen on its day, and a day of honest new voters is not."""

from __future__ import annotations

import numpy as np
import pytest

from service.rating.detectors.cohorts import cohorts
from service.rating.detectors.columns import DealtVotes, by_subject
from service.rating.detectors.findings import Finding
from tests.support.votes.rigging import DAY, MODELS, cast, target_only, together


def found(votes: DealtVotes, known_before: int = 0) -> list[Finding]:
    return list(cohorts(by_subject(votes, "voter"), np.arange(1, MODELS + 1), known_before))


def days() -> tuple[DealtVotes, DealtVotes]:
    """Return a day of 900 regular voters, and the next one with the same and 100 new ones."""
    regulars = np.arange(900) % 90 + 1
    first = cast(900, voter=regulars)._replace(voted_at=np.full(900, DAY * 86_400_000_000))
    return first, together(cast(900, seed=2, voter=regulars), cast(100, seed=3))._replace(
        voted_at=np.full(1_000, (DAY + 1) * 86_400_000_000)
    )


@pytest.mark.parametrize(("outcome", "direction"), [(None, "for"), ("lost", "against")])
def test_a_burst_for_or_against_a_model(outcome: str | None, direction: str) -> None:
    burst = target_only(30, model=4)
    if outcome:
        burst = burst._replace(outcome=3 - burst.outcome)
    burst = burst._replace(voted_at=np.full(30, (DAY + 1) * 86_400_000_000), voter=np.arange(30) + 9_000_000)
    first, second = days()
    (finding,) = found(together(first, second, burst))
    assert (finding.subject, finding.scope, finding.model) == (DAY + 1, "day", 4)
    assert (finding.strong, finding.numbers["direction"]) == (True, direction)
    assert set(range(1_901, 1_931)) <= set(finding.positions.tolist())
    assert finding.positions.size < 60


def test_honest_days_and_days_on_which_nobody_can_be_new() -> None:
    first, second = days()
    assert found(together(first, second)) == []
    burst = target_only(30)._replace(voted_at=np.full(30, (DAY + 1) * 86_400_000_000))
    assert found(together(first, second, burst), known_before=DAY + 2) == []
    assert found(burst) == []
