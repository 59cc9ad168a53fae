"""What the ratings predict of a vote: how likely each side wins, and how likely neither does.

A performance is the skill plus noise of standard deviation ``beta``; what is known of a skill is a normal
belief. So the difference of two performances is normal with the mean ``mu1 - mu2`` and the variance
``2 beta² + sigma1² + sigma2²`` (Herbrich, Minka and Graepel, NIPS 2006), and a vote reads off whether it lies
above the draw margin, below, or within.
"""

from __future__ import annotations

from math import erfc, sqrt
from typing import NamedTuple

from service.domain.ratings import Skill
from service.rating.params import Params


class Prediction(NamedTuple):
    """The chances of one side's win, a draw and its loss, which sum to 1.

    ``better`` is the chance that its performance is the better one, however slightly: what comes out when
    draws are decided too.
    """

    win: float
    draw: float
    loss: float
    better: float


def predict(params: Params, one: Skill, other: Skill) -> Prediction:
    """Return what a vote between two models would say of the first."""
    c = sqrt(params.two_beta2 + (one.variance + other.variance))
    t, e = (one.mu - other.mu) / c, params.margin / c
    win, loss = _below(t - e), _below(-t - e)
    return Prediction(win, max(0.0, 1.0 - win - loss), loss, _below(t))


def _below(x: float) -> float:
    """Return the standard normal distribution. For display: unlike the fold, it may differ in a last bit."""
    return erfc(-x / sqrt(2.0)) / 2.0
