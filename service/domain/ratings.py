"""What is believed of a model's skill on one axis."""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple


class Skill(NamedTuple):
    """A normal belief about a skill, as the fold keeps it: the mean and the variance."""

    mu: float
    variance: float

    @property
    def sigma(self) -> float:
        """The standard deviation of the belief."""
        return sqrt(self.variance)
