"""The drift test: its numbers, its false alarms and what it finds, in simulated arenas."""

from __future__ import annotations

import random
from math import sqrt

import pytest

from service.domain.drift import THRESHOLD, Drift, measure
from service.domain.ratings import Skill
from service.rating.kernel import update
from service.rating.params import Params

MODELS = 10


def test_a_window_moves_a_rating_as_far_as_the_variance_it_takes() -> None:
    found = measure(7, 80, Skill(25.0, 1.0), Skill(26.2, 0.64), 0.0)
    assert found is not None
    assert found.moved == pytest.approx(1.2)
    assert found.allowed == pytest.approx(THRESHOLD * 0.6)
    assert found.z == pytest.approx(2.0)
    assert not found.drifted


def test_further_than_chance_allows_in_either_direction() -> None:
    for mu in (27.0, 23.0):
        found = measure(7, 80, Skill(25.0, 1.0), Skill(mu, 0.64), 0.0)
        assert found is not None
        assert found.drifted
        assert abs(found.z) == pytest.approx(2.0 / 0.6)


def test_a_parameter_for_drift_allows_more() -> None:
    found = measure(7, 100, Skill(25.0, 1.0), Skill(27.0, 1.0), 0.01)
    assert found == Drift(7, 100, 2.0, THRESHOLD)


def test_votes_that_taught_nothing_tell_nothing() -> None:
    assert measure(7, 0, Skill(25.0, 1.0), Skill(25.0, 1.0), 0.0) is None


class Simulation:
    """An arena of models whose true skills are drawn from the prior's mean and a spread."""

    def __init__(self, seed: int, spread: float = 4.0) -> None:
        self.random = random.Random(seed)
        self.params = Params()
        self.true = [self.random.gauss(25.0, spread) for _ in range(MODELS)]
        self.skills = [Skill(self.params.mu, self.params.variance)] * MODELS

    def votes(self, each: int) -> None:
        """As many votes on each model, on average, between random pairs."""
        for _ in range(each * MODELS // 2):
            a, b = self.random.sample(range(MODELS), 2)
            difference = self.random.gauss(self.true[a] - self.true[b], sqrt(self.params.two_beta2))
            drawn = abs(difference) <= self.params.margin
            if difference < 0:
                a, b = b, a
            numbers = (self.params.two_beta2, self.params.tau2, self.params.margin)
            found = update(*self.skills[a], *self.skills[b], drawn, *numbers)
            self.skills[a], self.skills[b] = Skill(*found[:2]), Skill(*found[2:])

    def window(self, each: int) -> list[Drift]:
        """Return the test of each model over a window of votes."""
        before = list(self.skills)
        self.votes(each)
        tests = [measure(7, each, one, other, 0.0) for one, other in zip(before, self.skills, strict=True)]
        return [test for test in tests if test]


@pytest.mark.slow
def test_false_alarms_are_as_rare_as_is_said() -> None:
    found = []
    for seed in range(400):
        simulation = Simulation(seed)
        simulation.votes(100)
        found += simulation.window(60)
    assert len(found) == 4_000
    # Four are expected at one in a thousand; eleven or more would come by chance once in 350 times.
    assert sum(drift.drifted for drift in found) <= 10
    assert 0.85 <= sqrt(sum(drift.z**2 for drift in found) / len(found)) <= 1.1


def test_a_model_that_was_exchanged_for_a_weaker_one_is_found() -> None:
    alarms = 0
    for seed in range(20):
        simulation = Simulation(seed)
        simulation.votes(200)
        simulation.true[0] -= 6.0
        alarms += simulation.window(200)[0].drifted
    assert alarms >= 18
