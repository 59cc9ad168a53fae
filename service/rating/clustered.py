"""The sandwich of a Bradley-Terry fit, clustered two ways: votes share their prompts and their voters.

Votes on the same prompt are not independent, since a model that is good at it wins them all; nor are those of
one voter, who has a taste. So the gradient is summed over each prompt, over each voter, and over what a voter
said of a prompt, and the squares of the sums say how much it varies: prompt + voter - both. Unknown prompts
and voters are clusters of one vote, and so is a ranking, whatever is known of it.

Only votes of prompts and voters that do not repeat are independent cases. Then all of this is the sandwich by
vote, to which `Spread` compares it: leaderboards multiply the covariance of their counts with these ratios.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import sqrt
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from service.rating.bradley_terry import (
    PRIOR_PRECISION,
    QUANTILE_95,
    Fit,
    estimates,
    weighted,
)
from service.rating.bulk import distinct

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

BY_VOTE = "by vote"
ALONE = -1
"""The label of a vote that is a cluster of its own."""

_LEAST = 0.25
"""The least variance in any direction, as a share of that by vote."""

_CELLS = 4_000_000
"""How many sums are in memory at a time."""


class Shares(NamedTuple):
    """The shares of the interval's variance that are owed to votes, prompts and voters; their sum is 1."""

    votes: float
    prompts: float
    voters: float


@dataclass(frozen=True, slots=True)
class Spread:
    """How much wider an axis's intervals are than if its votes were independent, and why.

    ``ratios`` are those of the variances by model id; a model that is not among them has the ``usual`` one.
    ``critical`` is how many standard errors the differences of all ``ratios`` models stay within at once.
    ``prompts`` and ``voters`` are how many the votes name; 0 where they name none.
    """

    ratios: dict[int, float]
    usual: float
    critical: float
    prompts: int
    voters: int
    shares: Shares
    ceiling: float

    @property
    def method(self) -> str:
        """What the intervals rest on, in words."""
        named = [name for name, count in (("prompt", self.prompts), ("voter", self.voters)) if count]
        return f"clustered by {' and '.join(named)}" if named else BY_VOTE


def widened(fit: Fit, spread: Spread | None) -> Fit:
    """Return a fit with the covariance and the intervals that its votes' prompts and voters allow.

    This is the one covariance of an axis: intervals, rank ranges and claims all take it from here.
    """
    if spread is None:
        return fit
    ratios = np.sqrt([spread.ratios.get(model, spread.usual) for model in fit.estimates])
    covariance = fit.covariance * ratios[:, None] * ratios[None, :]
    components = np.array([one.component for one in fit.estimates.values()], np.int64)
    rows = estimates(fit.strength, covariance, components)
    return replace(
        fit,
        estimates=dict(zip(fit.estimates, rows, strict=True)),
        covariance=covariance,
        # Fewer models leave a little room; more of them need a larger factor.
        critical=spread.critical if fit.estimates.keys() <= spread.ratios.keys() else None,
    )
