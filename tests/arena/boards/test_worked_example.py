"""What ratings mean, by an arena's own parameters."""

from __future__ import annotations

import pytest

from service.arena.boards.worked_example import COUNTS, beliefs, chances
from service.domain.ratings import Skill
from service.rating.params import Params
from service.rating.prediction import predict
from tests.support.votes.boards import arena_of


def test_a_belief_begins_with_the_prior_and_settles() -> None:
    found = beliefs(arena_of())
    assert [belief.votes for belief in found] == list(COUNTS)
    assert found[0].skill == pytest.approx((25.0, (25 / 3) ** 2))
    assert found[0].score == pytest.approx(0)
    sigmas = [belief.skill.sigma for belief in found]
    scores = [belief.score for belief in found]
    assert sigmas == sorted(sigmas, reverse=True)
    assert scores == sorted(scores)
    assert found[-1].skill.sigma < 2


def test_it_comes_to_rest_where_two_votes_of_three_are_won() -> None:
    (last,) = beliefs(arena_of(), [3_000])
    known = Skill(25.0, (25 / 3 / 20) ** 2)
    said = predict(Params(), last.skill, known)
    # The example has no draws, so a win counts against all votes.
    assert said.win / (said.win + said.loss) == pytest.approx(2 / 3, abs=0.03)


def test_other_parameters_are_another_story() -> None:
    wide, usual = (beliefs(arena_of(beta=beta), [10])[0] for beta in (25.0, 25 / 6))
    assert wide.skill.sigma > usual.skill.sigma
    drifting = beliefs(arena_of(tau=2.0), [1_000])[0]
    assert drifting.skill.sigma > 1


def test_chances_are_even_at_no_distance_and_sure_at_a_large_one() -> None:
    equal, near, far = chances(arena_of(), [0.0, 4.0, 60.0])
    assert equal.draw == pytest.approx(0.1, abs=0.005)
    assert equal.win == pytest.approx(equal.loss)
    assert near.win > near.loss > 0
    assert far.win == pytest.approx(1)
    for at in (equal, near, far):
        assert at.win + at.draw + at.loss == pytest.approx(1)
