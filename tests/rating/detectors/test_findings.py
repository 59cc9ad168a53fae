"""Findings: how strong the evidence must be, and which kinds may act."""

from __future__ import annotations

from math import exp

import pytest

from service.rating.detectors.findings import ALPHA, STRONG, Kind, bar, evidence_of


def test_an_honest_voter_is_held_with_a_chance_of_one_in_a_thousand() -> None:
    assert ALPHA.keys() == set(Kind)
    assert sum(ALPHA[kind] for kind in STRONG - {Kind.COHORT}) == pytest.approx(1 / 1000)
    assert exp(bar(Kind.EXPOSURE)) == pytest.approx(2000)
    assert {Kind.EXPOSURE, Kind.CONSTANT, Kind.COHORT} == STRONG


def test_wealth_is_a_number_that_json_has() -> None:
    assert evidence_of(1.0) == 2.72
    assert evidence_of(5_000.0) < float("inf")
