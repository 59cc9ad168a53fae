"""What the ratings predict for a vote: how likely each side is to win, and how likely a draw is.

A performance is the skill plus noise of standard deviation ``beta``, and a skill is known as a normal
distribution. So the difference of two performances is normal with mean ``mu1 - mu2`` and variance ``2 beta²
+ sigma1² + sigma2²`` (Herbrich, Minka and Graepel, NIPS 2006). A vote says whether it lies above the draw
margin, below it, or within it.
"""

from __future__ import annotations

from math import erfc, sqrt
from typing import NamedTuple

from service.domain.ratings import Skill
from service.rating.params import Params


class Prediction(NamedTuple):
    """The probabilities that one side wins, draws and loses, which sum to 1.

    ``better`` is the probability that its performance is the better one, however slightly: its chance to win
    if there were no draws.
    """

    win: float
    draw: float
    loss: float
    better: float


def predict(params: Params, one: Skill, other: Skill) -> Prediction:
    """Return the prediction for a vote between two models, from the first one's point of view."""
    c = sqrt(params.two_beta2 + (one.variance + other.variance))
    t, e = (one.mu - other.mu) / c, params.margin / c
    win, loss = _below(t - e), _below(-t - e)
    return Prediction(win, max(0.0, 1.0 - win - loss), loss, _below(t))


def _below(x: float) -> float:
    """Return the standard normal distribution function, for display: its last bit may vary."""
    return erfc(-x / sqrt(2.0)) / 2.0
