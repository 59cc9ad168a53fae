"""Drift: a conservative test of whether a model has changed since its earlier votes.

If the skill is constant, a rating only learns: the variance that the votes of a window remove is the variance
of the change of the mean in the window. So ``z = (mu1 - mu0) / sqrt(v0 - v1)`` is close to standard normal,
whatever the opponents and the number of votes, and two days of history are enough to compute it.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from service.domain.ratings import Skill

# By chance, one window in a thousand exceeds it. docs/ratings.md has the results of simulations.
THRESHOLD = 3.2905
# With fewer votes on either side, the normal approximation is poor, and drift would not show anyway.
LEAST_VOTES = 50
WINDOWS = (7, 30, 90)
"""Days. The shortest window with enough votes is tested."""


@dataclass(frozen=True, slots=True)
class Drift:
    """How far a rating moved in a window, and how far chance alone would move it 999 times in 1,000.

    ``votes`` is the number of votes in the ``days`` days up to the model's newest vote.
    """

    days: int
    votes: int
    moved: float
    allowed: float

    @property
    def z(self) -> float:
        """The move in units of its standard deviation."""
        return self.moved / self.allowed * THRESHOLD

    @property
    def drifted(self) -> bool:
        """Whether the model moved further than chance explains."""
        return abs(self.moved) > self.allowed


def measure(days: int, votes: int, before: Skill, after: Skill, tau2: float) -> Drift | None:
    """Return the test of a window with this many votes, None if they leave nothing to test.

    ``tau2`` is the variance that each vote adds to a rating before it is folded, 0 in most arenas.
    """
    learned = before.variance + votes * tau2 - after.variance
    if learned <= 0.0:
        return None
    return Drift(days, votes, after.mu - before.mu, THRESHOLD * sqrt(learned))
