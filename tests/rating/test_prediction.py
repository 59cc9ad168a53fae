"""What ratings predict: held against the definition, integrated numerically."""

from __future__ import annotations

from math import sqrt
from statistics import NormalDist

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.domain.ratings import Skill
from service.rating.params import Params
from service.rating.prediction import predict

skills = st.builds(Skill, st.floats(-50, 100), st.floats(0.01, 100))


def test_equal_models_of_known_skill_draw_as_often_as_the_parameter_says() -> None:
    known = Skill(25.0, 1e-12)
    found = predict(Params(draw_probability=0.3), known, known)
    assert found.draw == pytest.approx(0.3)
    assert found.win == found.loss == pytest.approx(0.35)
    assert found.better == 0.5


def test_the_published_win_probability_is_the_better_performance() -> None:
    # Phi(delta_mu / sqrt(2 beta^2 + sum sigma^2)), as the package's documentation has it.
    one, other = Skill(29.0, 4.0), Skill(25.0, 9.0)
    expected = NormalDist().cdf(4.0 / sqrt(2 * (25 / 6) ** 2 + 13.0))
    assert predict(Params(), one, other).better == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("gap", [-6.0, -0.5, 0.0, 2.0, 9.0])
def test_the_chances_are_those_of_performances_drawn_from_the_beliefs(gap: float) -> None:
    params, one, other = Params(), Skill(25.0 + gap, 2.0), Skill(25.0, 7.0)
    steps = [-40 + 0.01 * i for i in range(8001)]
    difference = NormalDist(gap, sqrt(params.two_beta2 + 9.0))
    # The mass of the difference of two performances above the margin, step by step.
    win = sum(difference.pdf(x) * 0.01 for x in steps if x > params.margin)
    loss = sum(difference.pdf(x) * 0.01 for x in steps if x < -params.margin)
    found = predict(params, one, other)
    assert found.win == pytest.approx(win, abs=1e-3)
    assert found.loss == pytest.approx(loss, abs=1e-3)


@given(skills, skills)
def test_chances_sum_to_one_and_turn_with_the_sides(one: Skill, other: Skill) -> None:
    found, turned = predict(Params(), one, other), predict(Params(), other, one)
    assert found.win + found.draw + found.loss == pytest.approx(1.0)
    assert min(found) >= 0.0
    assert (found.win, found.loss) == (turned.loss, turned.win)
    assert found.better + turned.better == pytest.approx(1.0)
