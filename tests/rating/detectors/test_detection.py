"""All detectors together, on the attackers and the people of the simulation, in short."""

from __future__ import annotations

import pytest

from scripts.rigging import trials
from scripts.rigging.people import ODD, USUAL
from service.domain.votes import Exclusion
from service.rating.detectors.detection import detect
from service.rating.detectors.findings import STRONG, Kind
from tests.support.votes.rigging import cast, target_only, together

SEEDS = range(501, 504)


def test_who_repeats_a_model_or_an_answer_is_caught_by_20_votes() -> None:
    caught = trials.caught(SEEDS, 20, each=2, history=2_000)
    for name in ("target-only", "always-left"):
        assert (caught[name][0].share, caught[name][1].share) == (1.0, 1.0)
    assert (caught["all-tie"][0].share, caught["all-tie"][1].share) == (1.0, 0.0)


@pytest.mark.slow
def test_one_address_with_many_cookies_and_many_addresses_with_one_vote() -> None:
    assert trials.one_address(SEEDS).share == 1.0
    caught, alarms = trials.cohort(SEEDS)
    assert (caught.share, alarms.share) == (1.0, 0.0)


@pytest.mark.slow
def test_honest_votes_are_not_held() -> None:
    for crowd in (USUAL, ODD):
        assert trials.honest(SEEDS, crowd, days=2, votes=1_500).held.share <= 0.01


def test_who_is_held_is_found_again_and_only_strong_kinds_may_hold() -> None:
    held = target_only(25, voter=3)._replace(exclusion=cast(25, exclusion=int(Exclusion.HELD)).exclusion)
    findings = detect(together(cast(500), held))
    assert {f.kind for f in findings} >= {Kind.EXPOSURE}
    assert {f.kind for f in findings if f.strong} <= STRONG
    assert detect(cast(0)) == []
    undone = held._replace(exclusion=held.exclusion * 0 + int(Exclusion.REPEAT))
    assert detect(together(cast(500), undone)) == []


def test_a_network_of_one_voter_is_that_voter() -> None:
    findings = detect(together(cast(500), target_only(25, voter=3, network=8)))
    assert {f.scope for f in findings} == {"voter"}
