"""A model's rating on one axis, and the words for what it says."""

from __future__ import annotations

from dataclasses import dataclass
from math import sqrt


@dataclass(frozen=True, slots=True)
class Rating:
    """What is known of a model on an axis: a normal belief about its skill, and the votes behind it.

    ``both_bad_counts`` says whether the arena rates a ``both_bad`` as a draw; otherwise it is no vote.
    """

    mu: float
    variance: float
    wins: int = 0
    losses: int = 0
    ties: int = 0
    both_bad: int = 0
    both_bad_counts: bool = True

    @property
    def sigma(self) -> float:
        """The standard deviation of the belief."""
        return sqrt(self.variance)

    @property
    def score(self) -> float:
        """``mu - 3 sigma``: the skill is higher with 99.9 % certainty. What leaderboards are ordered by."""
        return self.mu - 3.0 * self.sigma

    @property
    def votes(self) -> int:
        """How many votes the belief rests on."""
        return self.wins + self.losses + self.ties + (self.both_bad if self.both_bad_counts else 0)

    @property
    def win_rate(self) -> float | None:
        """The share of votes won, a draw being half a win; None before the first vote."""
        return (self.wins + (self.votes - self.wins - self.losses) / 2) / self.votes if self.votes else None

    def needs(self, min_votes: int) -> int:
        """How many votes are missing until the model is ranked on the axis; 0 when it is."""
        return max(0, min_votes - self.votes)
