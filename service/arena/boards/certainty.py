"""How sure a leaderboard is: the fit of an axis with the covariance that all who read it share."""

from __future__ import annotations

from collections.abc import Iterable

from service.arena.boards.refits.refit import Refit
from service.domain.arenas import Arena
from service.domain.axes import Axis
from service.domain.rankings import Sizes
from service.rating.bradley_terry import Fit, PairOutcomes, fit_pairs
from service.rating.clustered import widened


def fit_of(arena: Arena, axis: Axis, pairs: Iterable[PairOutcomes], sizes: Sizes, refit: Refit | None) -> Fit:
    """Return the Bradley-Terry fit of an axis: its strengths and their covariance.

    The counts are those of now. How much wider than by vote the intervals are is as of the refit; without
    one, or on an axis that has none, they are those by vote.
    """
    fit = fit_pairs(pairs, fold_both_bad=arena.both_bad == "tie", sizes=sizes)
    return widened(fit, refit.spread.get(axis) if refit else None)
