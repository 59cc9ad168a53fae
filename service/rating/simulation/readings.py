"""What leaderboards say after the votes of a world: scores, Bradley-Terry ratings, pooled ratings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from service.domain.axes import Axis
from service.rating.bradley_terry import MEAN, PRIOR_SD, QUANTILE_95, Fit
from service.rating.pooled import Likely, PooledFit, fit_pooled
from service.rating.rating_state import RatingState
from service.rating.simulation import playing
from service.rating.simulation.worlds import Floats, SimulatedVotes, World
from service.rating.spreads import spreads

UNKNOWN = Likely(MEAN, MEAN - QUANTILE_95 * PRIOR_SD, MEAN + QUANTILE_95 * PRIOR_SD)
"""What is known of a model that is in no vote at all."""


@dataclass(frozen=True, slots=True)
class Readings:
    """The leaderboards of a world on some axes. Values are in the order of the world's models."""

    world: World
    state: RatingState
    fits: Mapping[Axis, Fit]
    pooled: PooledFit

    def scores(self, axis: Axis) -> Floats:
        """Return the scores, by which leaderboards are ordered; a model without votes is at the prior."""
        return playing.scores(self.world, self.state, axis)

    def ratings(self, axis: Axis) -> Floats:
        """Return the Bradley-Terry ratings; a model without votes is at the mean."""
        known = self.fits[axis].estimates
        return np.array([known[model].rating if model in known else MEAN for model in self.world.models])

    def half_widths(self, axis: Axis) -> Floats:
        """Return half the widths of the intervals of Bradley-Terry ratings, of the models with votes."""
        return np.array([(one.high - one.low) / 2 for one in self.fits[axis].estimates.values()])

    def likely(self, axis: Axis) -> Floats:
        """Return the pooled ratings with their intervals, one row for each model: mean, low, high."""
        rows = self.pooled.axes[axis]
        return np.array([rows.get(model, UNKNOWN) for model in self.world.models])

    def has(self, axis: Axis) -> bool:
        """Return whether there is a leaderboard: an axis without votes has none."""
        return bool(self.fits[axis].estimates) and axis in self.pooled.axes


def read(world: World, votes: SimulatedVotes, axes: Sequence[Axis]) -> Readings:
    """Return what the leaderboards of these axes say after these votes."""
    known = spreads(playing.log_arrays(votes), world.categories)
    pooled = fit_pooled(
        playing.counts(votes), world.categories, dispersion=known.dispersion, beyond=known.beyond
    )
    return Readings(world, playing.rate(world, votes), playing.fits(world, votes, axes, known), pooled)
