"""Not worse by more than a margin: which models are, by the rule that decides claims.

`service.rating.sequences` decides whether two models differ. Here the question is whether one is worse than
another by more than a margin, so the difference is measured from the margin instead of from zero: evidence
that it lies above decides that the model is not worse by more than that, and evidence that it lies below
decides that it is. The bounds are the differences that the same evidence does not rule out, so a bound is
beyond the margin exactly where the margin decides.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from service.rating.sequences import Floats, boundary, evidence, required

Decisions = NDArray[np.bool_]

_HALVINGS = 60


class Verdicts(NamedTuple):
    """What is decided of each model: that it is not worse by more than the margin, or that it is.

    ``low`` and ``high`` bound the difference to the reference, in log-odds, however often somebody looks.
    """

    not_worse: Decisions
    worse: Decisions
    low: Floats
    high: Floats


def verdicts(gap: Floats, variance: Floats, margin: float, error: float, pairs: int) -> Verdicts:
    """Return the verdicts on models whose differences to a reference are these, in log-odds.

    ``pairs`` is how many differences were looked at to choose these: as many as there are models where the
    reference was named, and those of all models where it was chosen as the best.
    """
    beyond = gap + margin
    threshold = required(evidence(beyond, variance), error, pairs)
    half = half_width(variance, threshold.reached)
    return Verdicts(beyond > half, beyond < -half, gap - half, gap + half)


def half_width(variance: Floats, needed: float) -> Floats:
    """Return the distance from a difference at which its evidence reaches what is needed.

    Without a variance nothing is known, and the distance is infinite.
    """
    low, high = np.zeros_like(variance), boundary(variance, needed)
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        enough = evidence(middle, variance) >= needed
        low, high = np.where(enough, low, middle), np.where(enough, middle, high)
    return np.asarray(np.where(variance > 0.0, high, np.inf))
