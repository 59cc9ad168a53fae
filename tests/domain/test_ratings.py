"""A skill: what its score and its uncertainty follow from."""

from __future__ import annotations

from service.domain.ratings import Skill, upper


def test_sigma_is_the_root_of_the_variance() -> None:
    assert Skill(25.0, 6.25).sigma == 2.5


def test_the_score_is_as_far_below_the_rating_as_the_upper_end_above() -> None:
    assert Skill(25.0, 6.25).score == 25.0 - 3 * 2.5
    assert upper(25.0, 2.5) == 25.0 + 3 * 2.5
