"""What two ratings say of a meeting that has not happened: how it may end, and how much it would tell."""

from __future__ import annotations

from math import sqrt
from typing import NamedTuple

from service.domain.ratings import Skill
from service.rating.kernel import density, exp_negative, mills
from service.rating.params import Params


class Chances(NamedTuple):
    """The probabilities of the three ways a vote can go; they add up to 1."""

    left: float
    tie: float
    right: float


def chances(left: Skill, right: Skill, params: Params) -> Chances:
    """How probable each outcome of a vote between two models is, given all that is not known of them."""
    c = sqrt(left.variance + right.variance + params.two_beta2)
    t, e = (left.mu - right.mu) / c, params.margin / c
    ahead, behind = _above(e - t), _above(e + t)
    return Chances(ahead, max(0.0, 1.0 - ahead - behind), behind)


def win_probability(left: Skill, right: Skill, params: Params) -> float:
    """Return the share of votes that left should win against right, a draw being half a win."""
    expected = chances(left, right, params)
    return expected.left + 0.5 * expected.tie


def quality(left: Skill, right: Skill, params: Params) -> float:
    """How even a meeting would be: the chance of a draw relative to that of two models known to be equal.

    Herbrich, Minka and Graepel's criterion, ``sqrt(2 beta^2 / c^2) exp(-(mu1 - mu2)^2 / (2 c^2))``: 1 for
    equals of known skill, less the further apart or the less certain they are.
    """
    c2 = left.variance + right.variance + params.two_beta2
    gap = left.mu - right.mu
    return sqrt(params.two_beta2 / c2) * exp_negative(-0.5 * gap * gap / c2)


def _above(z: float) -> float:
    """Return the chance that a standard normal exceeds ``z``."""
    return density(z) * mills(z) if z >= 0.0 else 1.0 - density(z) * mills(-z)
