import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from service.domain.ratings import Skill
from service.rating.matches import chances, quality, win_probability
from service.rating.params import Params

PARAMS = Params()
NEW = Skill(PARAMS.mu, PARAMS.variance)

skills = st.builds(Skill, st.floats(-1e5, 1e5), st.floats(1e-4, 1e6))


def test_published_qualities(shared_data: Path) -> None:
    document = json.loads((shared_data / "ratings-trueskill-published.json").read_text())
    cases = [(case, case["expected"], case["tolerance"]) for case in document["qualities"]]
    rated = [case for case in document["published"] if case["expected_quality"] is not None]
    cases += [(case, case["expected_quality"], 0.0005) for case in rated]
    assert len(cases) > 10
    for case, expected, tolerance in cases:
        sides = (case["input"][side] for side in ("left", "right"))
        left, right = (Skill(side["mu"], side["sigma"] ** 2) for side in sides)
        found = quality(left, right, Params(beta=case["env"]["beta"]))
        assert found == pytest.approx(expected, abs=tolerance, rel=0), case["name"]


def test_two_equal_models_of_known_skill_draw_as_often_as_the_parameters_say() -> None:
    known = Skill(25.0, 1e-12)
    found = chances(known, known, Params(draw_probability=0.3))
    assert found == pytest.approx((0.35, 0.3, 0.35), abs=1e-12)
    assert quality(known, known, PARAMS) == pytest.approx(1.0, abs=1e-9)


def test_nothing_is_known_of_two_new_models() -> None:
    found = chances(NEW, NEW, PARAMS)
    assert found.left == found.right
    assert win_probability(NEW, NEW, PARAMS) == pytest.approx(0.5, abs=1e-15)
    assert found.tie < 0.1


@given(skills, skills)
def test_chances_are_those_of_the_normal_distribution(left: Skill, right: Skill) -> None:
    gap = norm(left.mu - right.mu, (left.variance + right.variance + PARAMS.two_beta2) ** 0.5)
    found = chances(left, right, PARAMS)
    expected = (
        gap.sf(PARAMS.margin),
        gap.cdf(PARAMS.margin) - gap.cdf(-PARAMS.margin),
        gap.cdf(-PARAMS.margin),
    )
    assert found == pytest.approx(tuple(map(float, expected)), abs=1e-12)
    assert sum(found) == pytest.approx(1.0, abs=1e-15)
    assert min(found) >= 0.0


@given(skills, skills)
def test_both_sides_see_the_same_meeting(left: Skill, right: Skill) -> None:
    assert chances(left, right, PARAMS) == pytest.approx(chances(right, left, PARAMS)[::-1], abs=1e-15)
    assert quality(left, right, PARAMS) == quality(right, left, PARAMS)
    assert 0.0 <= quality(left, right, PARAMS) <= 1.0
