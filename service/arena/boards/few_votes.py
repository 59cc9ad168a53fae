"""Whether a leaderboard has too few votes for its order by score to mean much."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from statistics import fmean, median_low, pvariance
from typing import NamedTuple

from service.arena.boards.boards import BoardEntry
from service.arena.boards.likely import LikelyPlace
from service.domain.boards import Interval
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

    The share is ``e / (e + v)``, for the mean squared standard error ``e`` of the Bradley–Terry ratings and
    the variance ``v`` of the true strengths. With 3, 10, 17 and 30 votes a model, in simulated cells, it was
    .86, .62, .45 and .29, and 1 minus the squared correlation of score and truth was .86, .60, .48 and .35. A
    number of votes would not do: where models differ more, fewer votes put them in order.
    """
    if len(ranked) <= 1:
        return None
    errors = _errors(entry.interval for entry in ranked)
    total = errors + _strengths(ranked, errors)
    share = errors / total if total else 1.0
    return FewVotes(median_low(entry.standing.votes for entry in ranked), share) if share > PARTLY else None


def _strengths(ranked: Sequence[BoardEntry], errors: float) -> float:
    """Return the variance of the true strengths.

    Pooled ratings know it from the whole arena. Without them it is what the errors leave of the variance of
    the ratings, which says little of a few models.
    """
    pooled = [entry.likely for entry in ranked if entry.likely]
    if len(pooled) == len(ranked):
        return pvariance([one.rating for one in pooled]) + _errors(pooled)
    return max(0.0, pvariance([entry.interval.rating for entry in ranked]) - errors)


def _errors(intervals: Iterable[Interval | LikelyPlace]) -> float:
    """Return the mean squared standard error of these."""
    return fmean(((one.high - one.low) / (2 * QUANTILE_95)) ** 2 for one in intervals)
