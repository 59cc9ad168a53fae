"""Models beside a reference: how far each is from it, and what is decided of that, as plain numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite
from typing import NamedTuple

import numpy as np

from service.rating.bradley_terry import MEAN, SCALE, Fit
from service.rating.deciding.margins import verdicts
from service.rating.pooling.joint import Composite
from service.rating.sequences import Floats
from service.rating.simultaneous import variances


class Errors(NamedTuple):
    """The strengths of models in log-odds, and the covariance of their errors."""

    models: tuple[int, ...]
    strength: Floats
    covariance: Floats


class Terms(NamedTuple):
    """How far below the reference a model may be, in points, and how sure that has to be.

    ``pairs`` is how many differences were looked at; see `margins.verdicts`.
    """

    margin: float
    confidence: float
    pairs: int


class Beside(NamedTuple):
    """A model beside the reference: its rating, and the difference with its bounds, in points.

    ``not_worse`` says that it is decided not to be worse by more than the margin, ``worse`` that it is.
    """

    rating: float
    difference: float
    low: float | None
    high: float | None
    not_worse: bool
    worse: bool


def of_votes(fit: Fit, models: Sequence[int]) -> Errors:
    """Return the errors of these models by the votes of an axis."""
    index = fit.index(models)
    return Errors(tuple(models), fit.strength[index], fit.covariance[np.ix_(index, index)])


def of_composite(composite: Composite, models: Sequence[int]) -> Errors:
    """Return the errors of these models by the pooled ratings. Those that are not in it are left out."""
    place = {model: i for i, model in enumerate(composite.models.tolist())}
    known = [model for model in models if model in place]
    index = [place[model] for model in known]
    return Errors(tuple(known), composite.strength[index], composite.covariance[np.ix_(index, index)])


def best(errors: Errors, models: Sequence[int]) -> int:
    """Return the strongest of these models, which must be among those with errors."""
    return max(models, key=lambda model: float(errors.strength[errors.models.index(model)]))


def beside(errors: Errors, reference: int, models: Sequence[int], terms: Terms) -> Mapping[int, Beside]:
    """Return the reference beside itself, and each of these models beside it."""
    at = errors.models.index(reference)
    index = [errors.models.index(model) for model in models]
    gap = errors.strength[index] - errors.strength[at]
    variance = variances(errors.covariance)[index, at]
    made = verdicts(gap, variance, terms.margin / SCALE, 1.0 - terms.confidence, terms.pairs)
    rows = {reference: Beside(_rating(errors.strength[at]), 0.0, 0.0, 0.0, not_worse=True, worse=False)}
    for i, model in enumerate(models):
        rows[model] = Beside(
            _rating(errors.strength[index[i]]),
            _points(gap[i]) or 0.0,
            _points(made.low[i]),
            _points(made.high[i]),
            not_worse=bool(made.not_worse[i]),
            worse=bool(made.worse[i]),
        )
    return rows


def _rating(strength: float) -> float:
    return round(MEAN + SCALE * float(strength), 3)


def _points(log_odds: float) -> float | None:
    return round(SCALE * float(log_odds), 3) if isfinite(log_odds) else None
