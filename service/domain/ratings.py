"""Ratings: a model's skill on one axis, and the rule that turns it into a score."""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

SIGMAS = 3
"""How many sigmas below its rating a model's score is."""


def score(mu: float, sigma: float) -> float:
    """Return what models are ordered by: a level that the model almost certainly reaches."""
    return mu - SIGMAS * sigma


def upper(mu: float, sigma: float) -> float:
    """Return the level as far above the rating as the score is below it."""
    return mu + SIGMAS * sigma


class Skill(NamedTuple):
    """What the votes say of a skill, as the fold keeps it: the mean and variance of a normal distribution."""

    mu: float
    variance: float

    @property
    def sigma(self) -> float:
        """The standard deviation."""
        return sqrt(self.variance)

    @property
    def score(self) -> float:
        """The score."""
        return score(self.mu, self.sigma)
