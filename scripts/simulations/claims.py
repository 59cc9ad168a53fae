"""Claims: how often a leaderboard calls a model surely better that is not, at one look or at some of many."""

from collections.abc import Mapping
from functools import partial

import numpy as np

from scripts.simulations.intervals import FEW_PROMPTS, MANY_PROMPTS
from scripts.simulations.measures import Line, Measure
from service.domain.axes import OVERALL
from service.rating.simulation.playing import cast, fits
from service.rating.simulation.worlds import Floats, Shape, SimulatedVotes, World, make_world

LOOKS = 100


def claims(shape: Shape, looks: int, seed: int, votes: int) -> Mapping[str, float]:
    """Return whether the last board, or any at evenly spaced looks, claims what is false.

    And the share of pairs of the last board that it decides.
    """
    world = make_world(shape, seed)
    log, limits = cast(world, np.random.default_rng([seed, 5]), votes), world.limit()
    false_claims = [_claims(world, log.first(votes * look // looks), limits) for look in range(1, looks + 1)]
    pairs = len(world.models) * (len(world.models) - 1) / 2
    return {
        "once": float(false_claims[-1][0] > 0),
        "ever": float(any(wrong for wrong, _ in false_claims)),
        "decided": false_claims[-1][1] / pairs,
    }


def _claims(world: World, votes: SimulatedVotes, limits: Floats) -> tuple[int, int]:
    """Return how many claims a board makes that are false, and how many in all."""
    fit = fits(world, votes, [OVERALL])[OVERALL]
    known = limits[np.array(list(fit.estimates)) - 1]
    wrong = fit.better() & (known[:, None] < known[None, :])
    return int(wrong.sum()), int(fit.better().sum())


def _measure(name: str, what: str, shape: Shape, once: str, ever: str) -> Measure:
    return Measure(
        name=name,
        seeds=120,
        votes=20_000,
        run=partial(claims, shape, LOOKS),
        lines=(
            Line("once", f"{what}: boards with a false claim, one look (first measured: {once})", high=0.05),
            Line("ever", f"{what}: the same, at some of {LOOKS} looks (first measured: {ever})", high=0.08),
            Line("decided", f"{what}: pairs decided (first measured: .86)", low=0.78),
        ),
    )


MEASURES = (
    _measure("claims", "720 prompts, 20,000 votes", MANY_PROMPTS, ".31", ".71–.75"),
    _measure("claims-few-prompts", "100 prompts, 20,000 votes", FEW_PROMPTS, ".83", "–"),
)
