"""Exposure: waiting for a model is seen, answering what is dealt is not."""

from __future__ import annotations

import numpy as np

from service.rating.detectors.columns import by_subject
from service.rating.detectors.exposure import exposed
from service.rating.detectors.findings import Kind
from tests.support.votes.rigging import MODELS, cast, target_only, together


def test_a_model_that_turns_up_too_often() -> None:
    votes = together(cast(300, voter=5), target_only(20, model=3, voter=-9))
    (finding,) = exposed(by_subject(votes, "voter"), "voter", MODELS)
    assert (finding.kind, finding.scope, finding.subject, finding.model) == (Kind.EXPOSURE, "voter", -9, 3)
    assert finding.strong
    assert finding.positions.tolist() == list(range(301, 321))
    assert finding.numbers["with_model"] == finding.numbers["votes"] == 20
    assert finding.numbers["times_as_dealt"] == 5.0


def test_a_pair_that_is_dealt_often_may_turn_up_often() -> None:
    often = target_only(60, voter=1, left=1, right=2, probability=1.0)
    assert list(exposed(by_subject(often, "voter"), "voter", MODELS)) == []


def test_nothing_of_nobody_and_of_one_model() -> None:
    assert list(exposed(by_subject(cast(0), "voter"), "voter", MODELS)) == []
    assert list(exposed(by_subject(cast(9), "voter"), "voter", 1)) == []


def test_only_votes_with_the_model_are_held_of_one_who_waits_later() -> None:
    votes = together(cast(40, voter=7), target_only(60, voter=7))
    (finding,) = exposed(by_subject(votes, "voter"), "voter", MODELS)
    mine = votes.where(finding.positions - 1)
    assert bool(np.all((mine.left == 1) | (mine.right == 1)))
