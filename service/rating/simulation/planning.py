"""How sure an arena would be, before a vote is bought: what simulated arenas of its size turn out to know."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from service.domain.axes import Axis
from service.rating.simulation.playing import cast
from service.rating.simulation.readings import Readings, read
from service.rating.simulation.worlds import Floats, Shape, SimulatedVotes, World, kendall_tau, make_world

LEVELS = ("overall", "a theme", "a language", "a theme in a language")
"""The kinds of leaderboards, from the most votes to the fewest."""

_MOST_AXES = 24
"""How many axes of a kind are looked at: more say little more, and each takes a fit."""


class Order(NamedTuple):
    """How right an order is: Kendall's tau, and the shares of exact ranks and of right leaders."""

    tau: float
    ranks_right: float
    leader_right: float


@dataclass(frozen=True, slots=True)
class Certainty:
    """What leaderboards of one kind know, on average: by the score and by the pooled rating (``likely``).

    ``interval`` and ``likely_interval`` are half the widths of 95 % intervals in points, and ``decided`` is
    the share of pairs of which one is surely better.
    """

    votes_per_model: float
    score: Order
    likely: Order
    interval: float
    likely_interval: float
    decided: float


def simulate(shape: Shape, votes: int, seed: int) -> Mapping[str, Certainty]:
    """Return what the leaderboards of one simulated arena know, by kind."""
    world = make_world(shape, seed)
    log = cast(world, np.random.default_rng([seed, 6]), votes)
    axes = {level: _axes(world, level) for level in LEVELS}
    readings = read(world, log, [axis for some in axes.values() for axis in some])
    return {level: _certainty(readings, log, some) for level, some in axes.items()}


def mean(worlds: Sequence[Mapping[str, Certainty]]) -> dict[str, Certainty]:
    """Return the average over simulated arenas."""
    return {level: _mean([world[level] for world in worlds]) for level in worlds[0]}


def _axes(world: World, level: str) -> list[Axis]:
    """Return the axes of a kind, or evenly spaced ones of them if there are many."""
    kinds = {(False, False): LEVELS[0], (True, False): LEVELS[1], (False, True): LEVELS[2]}
    found = [a for a in world.axes if kinds.get((bool(a.theme), bool(a.language)), LEVELS[3]) == level]
    return found[:: -(-len(found) // _MOST_AXES)]


def _certainty(readings: Readings, votes: SimulatedVotes, every: Sequence[Axis]) -> Certainty:
    world, axes = readings.world, [axis for axis in every if readings.has(axis)]
    pairs = len(world.models) * (len(world.models) - 1) / 2
    likely = [readings.likely(axis) for axis in axes]
    truths = [world.truth(axis) for axis in axes]
    share = float(np.mean([world.share(axis) for axis in every]))
    return Certainty(
        votes_per_model=2 * votes.outcome.size * share / len(world.models),
        score=_order([readings.scores(axis) for axis in axes], truths),
        likely=_order([rows[:, 0] for rows in likely], truths),
        interval=float(np.mean([np.median(readings.half_widths(axis)) for axis in axes])),
        likely_interval=float(np.mean([np.median(rows[:, 2] - rows[:, 1]) / 2 for rows in likely])),
        decided=float(np.mean([readings.fits[axis].better().sum() / pairs for axis in axes])),
    )


def _order(values: Sequence[Floats], truths: Sequence[Floats]) -> Order:
    pairs = list(zip(values, truths, strict=True))
    return Order(
        tau=float(np.mean([kendall_tau(*pair) for pair in pairs])),
        ranks_right=float(np.mean([_ranks(value) == _ranks(truth) for value, truth in pairs])),
        leader_right=float(np.mean([value.argmax() == truth.argmax() for value, truth in pairs])),
    )


def _ranks(values: Floats) -> Floats:
    return np.asarray((-values).argsort(kind="stable").argsort())


def _mean(several: Sequence[Certainty]) -> Certainty:
    def average(value: Callable[[Certainty], float]) -> float:
        return float(np.mean([value(one) for one in several]))

    return Certainty(
        votes_per_model=average(lambda one: one.votes_per_model),
        score=Order(*np.mean([one.score for one in several], axis=0).tolist()),
        likely=Order(*np.mean([one.likely for one in several], axis=0).tolist()),
        interval=average(lambda one: one.interval),
        likely_interval=average(lambda one: one.likely_interval),
        decided=average(lambda one: one.decided),
    )
