"""Composites: the mean of several axes with weights, from the one joint posterior of all cells.

The strengths of a model on two axes are not independent: its own effect is in both, and so are those of the
themes and languages that they share. So the variance of a weighted mean does not follow from the intervals of
the axes. A composite is an axis of its own, whose categories have the weights of its axes instead of the
shares of its votes, and its covariance comes from that of the effects.

What votes of several categories have in common beyond that, such as the taste of a voter, is not in the
effects; ``beyond`` has how many times as large it makes the variance of each axis. What two axes have in
common that way is taken to be what any two categories have. So a composite of one axis has the interval of
the axis, and one of all categories by their votes that of the overall axis.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from service.domain.axes import OVERALL, Axis
from service.rating.pooling.axes import AxisMix, Parts, centered
from service.rating.pooling.design import Floats, Ints


class Composite(NamedTuple):
    """The weighted mean strength of every model, in log-odds, with its standard deviation.

    Both are relative to the mean of the models with votes on one of the axes. Only the variances of
    differences can be read from ``covariance``. ``seen`` says which models have such votes.
    """

    models: Ints
    strength: Floats
    spread: Floats
    covariance: Floats
    seen: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class JointFit:
    """The joint posterior of a pooled fit.

    ``widened`` has, of every axis whose variance is larger than by the effects, that variance's surplus.
    """

    models: Ints
    parts: Parts = field(repr=False)
    mixes: Mapping[Axis, AxisMix] = field(repr=False)
    widened: Mapping[Axis, Floats] = field(repr=False)

    @property
    def bytes(self) -> int:
        """How much memory the matrices take."""
        return self.parts.bytes + sum(one.nbytes for one in self.widened.values())

    def composite(self, weights: Mapping[Axis, float]) -> Composite:
        """Return the mean of these axes with these weights, which are positive. Each axis must have votes."""
        total = sum(weights.values())
        shares = {axis: weight / total for axis, weight in sorted(weights.items())}
        mix = self._mixed(shares)
        covariance = self.parts.covariance(mix, self.parts.effects_of(mix))
        estimate = centered(mix, self.parts.strength(mix), covariance + self._in_common(shares))
        return Composite(self.models, estimate.strength, estimate.spread, estimate.covariance, mix.seen)

    def _mixed(self, shares: Mapping[Axis, float]) -> AxisMix:
        """Return the axis whose categories have the shares of these axes."""
        known = [self.mixes[axis] for axis in shares]
        if len(known) == 1:
            return known[0]
        every = np.concatenate([one.categories for one in known])
        amounts = np.concatenate(
            [share * one.shares for share, one in zip(shares.values(), known, strict=True)]
        )
        categories, place = np.unique(every, return_inverse=True)
        seen = np.any([one.seen for one in known], axis=0)
        return AxisMix(
            OVERALL, categories, np.asarray(np.bincount(place, amounts, categories.size), np.float64), seen
        )

    def _in_common(self, shares: Mapping[Axis, float]) -> Floats:
        """Return what votes have in common beyond the effects, as a covariance."""
        size = self.models.size
        surplus = np.zeros((size, size))
        for axis, share in shares.items():
            if axis in self.widened:
                surplus += share**2 * self.widened[axis]
        overall = self.mixes[OVERALL]
        apart = 1.0 - float(overall.shares @ overall.shares)
        between = 1.0 - sum(share**2 for share in shares.values())
        if OVERALL in self.widened and apart > 0.0:
            surplus += between / apart * self.widened[OVERALL]
        return surplus
