"""Whether a leaderboard has too few votes for its order by score to mean much."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean, median_low, pvariance
from typing import NamedTuple

from service.arena.boards.boards import BoardEntry
from service.rating.bradley_terry import QUANTILE_95

MOSTLY, PARTLY = 1 / 2, 1 / 4
"""From which share of chance on an order is called mostly, or partly, chance."""


class FewVotes(NamedTuple):
    """The votes of a typical model, and the share of chance in the differences between the models."""

    votes: int
    share: float

    @property
    def mostly(self) -> bool:
        """Whether the order is mostly chance, and not only partly."""
        return self.share > MOSTLY


def few_votes(ranked: Sequence[BoardEntry]) -> FewVotes | None:
    """Return how much of an order by score is chance; None where it is little.

    The share is the squared standard error of a model's Bradley–Terry rating, over the variance of the
    ratings. In simulated cells it was .68, .44 and .28 with 10, 17 and 30 votes a model, where 1 minus the
    squared correlation of score and truth was .60, .48 and .35. A number of votes would not do: where models
    differ more, fewer votes put them in order.
    """
    intervals = [entry.interval for entry in ranked]
    variance = pvariance([one.rating for one in intervals]) if intervals else 0.0
    errors = [((one.high - one.low) / (2 * QUANTILE_95)) ** 2 for one in intervals]
    if len(intervals) <= 1 or fmean(errors) <= PARTLY * variance:
        return None
    share = min(1.0, fmean(errors) / variance) if variance else 1.0
    return FewVotes(median_low(entry.standing.votes for entry in ranked), share)
