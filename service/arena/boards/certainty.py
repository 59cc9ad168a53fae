"""How sure a leaderboard is: the fit of an axis with the covariance that all who read it share."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from service.arena.boards.refits.refit import Refit
from service.domain.arenas import Arena
from service.domain.axes import Axis
from service.domain.boards import Limits
from service.domain.rankings import Sizes
from service.rating.bradley_terry import Fit, PairOutcomes, fit_pairs
from service.rating.clustered import BY_VOTE, Spread, widened


class IntervalBasis(NamedTuple):
    """What a leaderboard's intervals rest on.

    ``prompts`` and ``voters`` are how many the votes of the axis name, up to ``position``; 0 if none.
    ``position`` is None as long as the votes have not been looked at, and then both are.
    """

    method: str
    prompts: int | None
    voters: int | None
    position: int | None

    @property
    def sentence(self) -> str:
        """What that means, in words."""
        if self.position is None:
            return "Intervals take every vote as independent until its prompts and voters are looked at."
        if not self.prompts and not self.voters:
            return "The votes name neither prompts nor voters, so intervals take every vote as independent."
        named = [
            f"{count:,} {noun if count == 1 else noun + 's'}"
            for count, noun in ((self.prompts or 0, "prompt"), (self.voters or 0, "voter"))
            if count
        ]
        return f"Intervals allow for what votes share: {' and '.join(named)}."


UNKNOWN = IntervalBasis(BY_VOTE, None, None, None)
"""The basis as long as the votes have not been looked at."""


def fit_of(arena: Arena, axis: Axis, pairs: Iterable[PairOutcomes], sizes: Sizes, refit: Refit | None) -> Fit:
    """Return the Bradley-Terry fit of an axis: its strengths and their covariance.

    The counts are those of now. How much wider than by vote the intervals are is as of the refit; without
    one, or on an axis that has none, they are those by vote.
    """
    fit = fit_pairs(pairs, fold_both_bad=arena.both_bad == "tie", sizes=sizes)
    return widened(fit, _spread(refit, axis))


def basis(refit: Refit | None, axis: Axis) -> IntervalBasis:
    """Return what the intervals of an axis rest on."""
    spread = _spread(refit, axis)
    if refit is None or spread is None:
        return UNKNOWN
    return IntervalBasis(spread.method, spread.prompts, spread.voters, refit.position)


def limits(refit: Refit | None, axis: Axis) -> Limits | None:
    """Return what limits the leaderboard of an axis; None as long as the votes have not been looked at."""
    spread = _spread(refit, axis)
    return Limits(*spread.shares, spread.tau, spread.ceiling, spread.same) if spread else None


def _spread(refit: Refit | None, axis: Axis) -> Spread | None:
    return refit.spread.get(axis) if refit else None
