"""Which two models a voter should compare next: sampled by what one more vote would tell, never the best.

The pair with the highest gain is never simply taken: dealing that always takes the best match locks on one
pair and learns nothing of the others.
"""

from __future__ import annotations

import math
from bisect import bisect
from collections.abc import Mapping, Sequence
from itertools import accumulate
from random import Random
from statistics import median
from typing import NamedTuple

# Keeps every pair possible, and lets whoever analyzes the votes weigh them by their probability.
UNIFORM_SHARE = 0.2
# More would make the board a series about one model.
NEWCOMER_SHARE = 0.3
# Each round brings the shares nearer to their bound; a few are within a thousandth of it.
_ROUNDS = 12

Pair = tuple[int, int]
"""Two models, the smaller number first."""


def ordered(one: int, other: int) -> Pair:
    """Return two models as a pair."""
    return (one, other) if one < other else (other, one)


class Met(NamedTuple):
    """What is known of a pair: how often its models met, and how often the first won (a draw is half)."""

    times: float
    won: float


NEVER = Met(0, 0)


def gain(met: Met) -> float:
    """By how much one more vote would shrink the standard error of a pair's win rate.

    The rate is Laplace's: with a vote for each side before the first, a pair that was always won by one
    side is not taken for known.
    """
    rate = (met.won + 1) / (met.times + 2)
    spread = rate * (1 - rate)
    return math.sqrt(spread / (met.times + 1)) - math.sqrt(spread / (met.times + 2))


class Odds:
    """Pairs with the probability of each. Without pairs there is nothing to draw."""

    def __init__(self, pairs: Sequence[Pair], probabilities: Sequence[float]) -> None:
        self.pairs = pairs
        self.probabilities = probabilities
        self._sums = list(accumulate(probabilities))

    def draw(self, random: Random) -> tuple[Pair, float]:
        """Return a pair, and the probability that it had."""
        at = bisect(self._sums, random.random() * self._sums[-1])
        # A sum of many small numbers may be a hair less than the last bound.
        at = min(at, len(self.pairs) - 1)
        return self.pairs[at], self.probabilities[at]


def odds(pairs: Sequence[Pair], met: Mapping[Pair, Met], matchmaking: str) -> Odds:
    """Return the probabilities of pairs under a way of matchmaking: ``informative`` or ``uniform``.

    ``met`` has the pairs that met, in the order in which they stand in ``pairs``; it may have others.
    """
    even = 1 / len(pairs) if pairs else 0.0
    if matchmaking == "uniform" or not pairs:
        return Odds(pairs, [even] * len(pairs))
    gains = [gain(met.get(pair, NEVER)) for pair in pairs]
    total = sum(gains)
    mixed = [(1 - UNIFORM_SHARE) * one / total + UNIFORM_SHARE * even for one in gains]
    return Odds(pairs, _without_crowding(pairs, mixed, met))


def _without_crowding(
    pairs: Sequence[Pair], probabilities: list[float], met: Mapping[Pair, Met]
) -> list[float]:
    """Return the probabilities with no newcomer in more than its share of the matchups."""
    votes = dict.fromkeys((model for pair in pairs for model in pair), 0.0)
    for pair in pairs:
        for model in pair:
            votes[model] += met.get(pair, NEVER).times
    most = max(NEWCOMER_SHARE, 2 / len(votes))
    newcomers = _newcomers(votes)
    for _ in range(_ROUNDS if newcomers else 0):
        shares = _shares(pairs, probabilities)
        crowding = {model: most / shares[model] for model in newcomers if shares[model] > most}
        if not crowding:
            break
        probabilities = _scaled(pairs, probabilities, crowding)
    return probabilities


def _newcomers(votes: Mapping[int, float]) -> set[int]:
    """Return the models with less than half of the votes that a model has in the middle."""
    half = median(votes.values()) / 2
    return {model for model, count in votes.items() if count < half}


def _shares(pairs: Sequence[Pair], probabilities: Sequence[float]) -> dict[int, float]:
    """Return the share of matchups that each model is in; they add up to 2."""
    shares: dict[int, float] = {}
    for (a, b), probability in zip(pairs, probabilities, strict=True):
        shares[a] = shares.get(a, 0.0) + probability
        shares[b] = shares.get(b, 0.0) + probability
    return shares


def _scaled(
    pairs: Sequence[Pair], probabilities: Sequence[float], crowding: Mapping[int, float]
) -> list[float]:
    """Return the pairs of crowding models made less probable, what that frees given to all other pairs."""
    factors = [min(crowding.get(a, 1.0), crowding.get(b, 1.0)) for a, b in pairs]
    kept = sum(p * f for p, f in zip(probabilities, factors, strict=True) if f < 1)
    others = sum(p for p, f in zip(probabilities, factors, strict=True) if f == 1)
    if not others:
        return list(probabilities)
    rest = (1 - kept) / others
    return [p * (f if f < 1 else rest) for p, f in zip(probabilities, factors, strict=True)]
