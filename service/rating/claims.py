"""What a leaderboard may claim of its models, from the fit of its axis: plain numbers for the use cases."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, isinf, log10
from typing import NamedTuple

import numpy as np

from service.domain.boards import VotesNeeded
from service.rating.bradley_terry import Fit
from service.rating.removals import removals
from service.rating.sequences import Claims, Decisions, decided, votes_needed
from service.rating.simultaneous import variances

_DIGITS = 2


class Supply(NamedTuple):
    """How many votes an axis has, and the share of the variance that more such votes leave as it is."""

    votes: int
    fixed: float = 0.0


class Neighbors(NamedTuple):
    """What is known of two neighbors, as in `service.domain.boards.NeighborPair`. ``better`` is an id."""

    better: int | None
    votes_needed: VotesNeeded | None
    removals: int | None


class ModelClaims(NamedTuple):
    """The claims on a leaderboard's models, by their ids.

    ``better`` has those that each model is decided to be better than, in the order of the leaderboard, and
    ``neighbors`` every model with the next one. ``disagreements`` are pairs ``(above, below)`` of the order
    of which the lower model is decided to be better.
    """

    better: dict[int, list[int]]
    neighbors: list[Neighbors]
    disagreements: list[tuple[int, int]]


def made_on(fit: Fit, known: Sequence[int]) -> Claims:
    """Return the claims that the fit of an axis makes on these models, in their order."""
    index = fit.index(known)
    return decided(fit.strength[index], fit.covariance[np.ix_(index, index)])


def claims(fit: Fit, known: Sequence[int], order: Sequence[int], supply: Supply) -> ModelClaims:
    """Return the claims on the models of a leaderboard, in its order.

    ``known`` are the models about which claims are made, whichever of them the leaderboard lists.
    """
    made = made_on(fit, known)
    place = {model: i for i, model in enumerate(known)}
    listed = [place[model] for model in order]
    better = made.better[np.ix_(listed, listed)]
    wrong = np.argwhere(np.triu(better.T, 1)).tolist()
    return ModelClaims(
        {
            model: [order[i] for i in np.flatnonzero(row).tolist()]
            for model, row in zip(order, better, strict=True)
        },
        _neighbors(fit, order, _winners(order, better), made.needed, supply),
        [(order[above], order[below]) for above, below in wrong],
    )


def _neighbors(
    fit: Fit, order: Sequence[int], winners: Sequence[int | None], needed: float, supply: Supply
) -> list[Neighbors]:
    if not winners:
        return []
    index = np.array(fit.index(order))
    upper, lower = index[:-1], index[1:]
    gap = fit.strength[upper] - fit.strength[lower]
    times = votes_needed(gap, variances(fit.covariance)[upper, lower], needed, supply.fixed)
    wins, draws = fit.pairs.tables()
    removed = removals(wins, draws, fit.strength, upper, lower)
    groups = [fit.estimates[model].component for model in order]
    return [
        Neighbors(
            winner,
            _needed(supply.votes, row) if winner is None and groups[i] == groups[i + 1] else None,
            None if isinf(fewest) else int(fewest),
        )
        for i, (winner, row, fewest) in enumerate(zip(winners, times.tolist(), removed.tolist(), strict=True))
    ]


def _winners(order: Sequence[int], better: Decisions) -> list[int | None]:
    """Return which of each two neighbors is decided to be better."""
    upper, lower = np.diag(better, 1).tolist(), np.diag(better, -1).tolist()
    return [
        order[i] if above else order[i + 1] if below else None
        for i, (above, below) in enumerate(zip(upper, lower, strict=True))
    ]


def _needed(votes: int, times: Sequence[float]) -> VotesNeeded:
    low, likely, high = (None if isinf(one) else _rounded_up(votes * (one - 1.0)) for one in times)
    return VotesNeeded(likely, low, high)


def _rounded_up(votes: float) -> int:
    """Return a number of votes with two digits that count, and not less than one."""
    unit = int(10 ** max(0, ceil(log10(max(votes, 1.0)) + 1e-9) - _DIGITS))
    return max(1, unit * ceil(votes / unit))
