"""Answers: runs that nobody has by chance, and sides that nobody leans to so much."""

from __future__ import annotations

import numpy as np
import pytest

from service.rating.detectors.answers import constant, one_sided
from service.rating.detectors.columns import DealtVotes, by_subject
from service.rating.detectors.findings import Finding
from tests.support.votes.rigging import cast, together


def runs(votes: DealtVotes) -> list[Finding]:
    return list(constant(by_subject(votes, "voter"), "voter"))


@pytest.mark.parametrize(("answer", "strong"), [(1, True), (2, True), (3, False), (4, False)])
def test_twenty_times_the_same(answer: int, strong: bool) -> None:
    (finding,) = runs(cast(20, voter=1, outcome=answer))
    assert (finding.strong, finding.numbers["run"]) == (strong, 20)
    assert runs(cast(15, voter=1, outcome=answer)) == []


def test_a_run_in_the_middle_needs_to_be_longer_and_is_all_that_is_held() -> None:
    honest = cast(200, voter=1)
    assert runs(together(honest, cast(20, voter=1, outcome=1))) == []
    (finding,) = runs(together(honest, cast(45, voter=1, outcome=1)))
    assert set(range(201, 246)) <= set(finding.positions.tolist())
    assert finding.positions.size < 50


def test_somebody_who_leans_to_a_side() -> None:
    turns = np.arange(400)
    honest = cast(400, voter=1, outcome=np.where(turns % 5 < 3, 1, 2))
    leaning = cast(400, voter=2, outcome=np.where(turns % 10 < 9, 2, 1))
    ties = cast(400, voter=3, outcome=np.where(turns % 4 == 0, 1, 3))
    (finding,) = one_sided(by_subject(together(honest, leaning), "voter"), "voter")
    assert (finding.subject, finding.strong, finding.numbers["left"]) == (2, False, 40)
    # Who ties a lot is not one-sided by that; only decided votes are looked at.
    assert [one.numbers["decided"] for one in one_sided(by_subject(ties, "voter"), "voter")] == [100]
