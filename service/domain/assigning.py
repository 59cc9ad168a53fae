"""Which two models a voter should compare next: drawn by how much one more vote would tell.

The pair with the highest gain is not simply taken: matchmaking that always takes the best match gets stuck on
one pair and learns nothing about the others.
"""

from __future__ import annotations

import math
from bisect import bisect
from collections.abc import Mapping, Sequence
from itertools import accumulate
from random import Random
from statistics import median
from typing import NamedTuple

# Keeps every pair possible, so that an analysis can weigh votes by the probability of their pair.
UNIFORM_SHARE = 0.2
# With more, voters would see one model over and over.
NEWCOMER_SHARE = 0.3
# Each round brings the shares nearer to their bound; after a few they are within a thousandth of it.
_ROUNDS = 12

Pair = tuple[int, int]
"""Two models, the one with the smaller id first."""


def ordered(one: int, other: int) -> Pair:
    """Return two models as a pair."""
    return (one, other) if one < other else (other, one)


class Met(NamedTuple):
    """What is known about a pair: how often its models met, and how often the first won (a tie is half)."""

    times: float
    won: float


NEVER = Met(0, 0)


def gain(met: Met) -> float:
    """Return by how much one more vote would reduce the standard error of a pair's win rate.

    The rate is Laplace's, with one more vote for each side: a pair that one side has always won does not
    count as known.
    """
    rate = (met.won + 1) / (met.times + 2)
    spread = rate * (1 - rate)
    return math.sqrt(spread / (met.times + 1)) - math.sqrt(spread / (met.times + 2))


class Odds:
    """Pairs with their probabilities. Without pairs nothing can be drawn."""

    def __init__(self, pairs: Sequence[Pair], probabilities: Sequence[float]) -> None:
        self.pairs = pairs
        self.probabilities = probabilities
        self._sums = list(accumulate(probabilities))

    def draw(self, random: Random) -> tuple[Pair, float]:
        """Return a random pair and its probability."""
        at = bisect(self._sums, random.random() * self._sums[-1])
        # The product may be rounded up to the last sum.
        at = min(at, len(self.pairs) - 1)
        return self.pairs[at], self.probabilities[at]


def odds(pairs: Sequence[Pair], met: Mapping[Pair, Met], matchmaking: str) -> Odds:
    """Return the probabilities of pairs for a kind of matchmaking: ``informative`` or ``uniform``.

    ``met`` has the pairs that met; it may have more pairs than ``pairs``.
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
    """Return probabilities under which no newcomer is in more than its share of matchups."""
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
    """Return the models with less than half of the median number of votes."""
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
    """Return probabilities with pairs of crowding models scaled down and all other pairs scaled up."""
    factors = [min(crowding.get(a, 1.0), crowding.get(b, 1.0)) for a, b in pairs]
    kept = sum(p * f for p, f in zip(probabilities, factors, strict=True) if f < 1)
    others = sum(p for p, f in zip(probabilities, factors, strict=True) if f == 1)
    if not others:
        return list(probabilities)
    rest = (1 - kept) / others
    return [p * (f if f < 1 else rest) for p, f in zip(probabilities, factors, strict=True)]
