"""Has a model changed? A calm test of its newest votes against what the ratings before them foretold.

If the skill is constant, a rating only learns: the variance that the votes of a window take from a belief is
the variance of the way its mean moves in the window. So ``z = (mu1 - mu0) / sqrt(v0 - v1)`` is close to
standard normal, whatever the opponents and however many the votes, and can be read off two days of history.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt

from service.domain.ratings import Skill

# One window in a thousand is beyond it by chance; docs/ratings.md has what simulations found.
THRESHOLD = 3.2905
# With fewer votes on either side the normal approximation has not settled, and drift would not show anyway.
LEAST_VOTES = 50
WINDOWS = (7, 30, 90)
"""Days; the shortest with enough votes is tested."""


@dataclass(frozen=True, slots=True)
class Drift:
    """What the votes of a window moved, and how far chance alone would move it 999 times in 1,000.

    ``votes`` were cast in the last ``days`` days up to the model's newest vote.
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
    """Return the test of a window of so many votes; None where they taught nothing to test.

    ``tau2`` is the variance that a vote adds to a belief before it is folded, 0 in most arenas.
    """
    learnt = before.variance + votes * tau2 - after.variance
    if learnt <= 0.0:
        return None
    return Drift(days, votes, after.mu - before.mu, THRESHOLD * sqrt(learnt))
