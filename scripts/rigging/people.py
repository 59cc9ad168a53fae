"""People as they seem to be: with tastes, with a tie rate and a lean to a side of their own, at their pace.

Strengths are in log-odds, deviations in points (400 are odds of ten to one), as in leaderboards. Everything
follows from a seed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from random import Random

from service.domain.pools import DrawnPair
from service.domain.votes import Outcome

SCALE = 400 / log(10)
MODEL_SD = 90.0
PROMPT_SD = 140.0
TASTE_SD = 60.0
SIDE_SD = 0.25
# The share of ties between equal images: a Beta distribution, with the mean 0.2.
TIES = (1.5, 6.0)
BOTH_BAD = 0.2
SESSION = 12.0


@dataclass(frozen=True, slots=True)
class Truth:
    """The strength of each model, by its id less one."""

    strength: Sequence[float]

    @property
    def models(self) -> int:
        """How many models there are."""
        return len(self.strength)

    def lower(self, one: int, other: int) -> int:
        """Return the weaker of two models."""
        return one if self.strength[one - 1] < self.strength[other - 1] else other


def make_truth(random: Random, models: int = 20) -> Truth:
    """Return models of random strengths."""
    return Truth([random.gauss(0, MODEL_SD / SCALE) for _ in range(models)])


@dataclass(frozen=True, slots=True)
class Person:
    """An honest voter: tastes, the gap below which they call a tie, their lean to the left, their pace."""

    voter: int
    network: int
    taste: Sequence[float]
    margin: float
    lean: float
    pace: float

    def answer(self, truth: Truth, pair: DrawnPair, random: Random) -> Outcome:
        """Return what the person says about a pair."""
        gap = self._liking(truth, pair.model_left, random) - self._liking(truth, pair.model_right, random)
        felt = gap + self.lean + _logistic(random)
        if abs(felt) <= self.margin:
            return Outcome.BOTH_BAD if random.random() < BOTH_BAD else Outcome.TIE
        return Outcome.LEFT if felt > 0 else Outcome.RIGHT

    def _liking(self, truth: Truth, model: int, random: Random) -> float:
        return truth.strength[model - 1] + self.taste[model - 1] + random.gauss(0, PROMPT_SD / SCALE)

    def milliseconds(self, random: Random) -> int:
        """Return how long an answer takes."""
        return int(self.pace * random.lognormvariate(0, 0.5))


@dataclass(frozen=True, slots=True)
class Crowd:
    """How much people differ: the Beta distribution of tie rates, and the deviation of leans to a side."""

    ties: tuple[float, float] = TIES
    side_sd: float = SIDE_SD


USUAL = Crowd()
ODD = Crowd((1.0, 2.0), 2 * SIDE_SD)
"""People who differ twice as much: some tie nearly always, and some choose one side three times in four."""


def make_person(random: Random, truth: Truth, voter: int, network: int, crowd: Crowd = USUAL) -> Person:
    """Return a random person of a crowd."""
    ties = min(random.betavariate(*crowd.ties), 0.99)
    return Person(
        voter,
        network,
        [random.gauss(0, TASTE_SD / SCALE) for _ in range(truth.models)],
        log((1 + ties) / (1 - ties)),
        random.gauss(0, crowd.side_sd),
        3_500 * random.lognormvariate(0, 0.4),
    )


def session_length(random: Random) -> int:
    """Return how many votes somebody casts in one go: most cast few, and some cast a hundred."""
    return max(1, int(random.lognormvariate(log(SESSION) - 0.5, 1.0)))


def _logistic(random: Random) -> float:
    share = random.uniform(1e-12, 1 - 1e-12)
    return log(share / (1 - share))
