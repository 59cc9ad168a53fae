"""Claims: how often a leaderboard calls a model surely better that is not, at one look or at some of many."""

from collections.abc import Mapping
from functools import partial

import numpy as np

from scripts.simulations.intervals import FEW_PROMPTS, MANY_PROMPTS, PLAIN
from scripts.simulations.measures import Line, Measure
from service.domain.axes import OVERALL, PromptCategory
from service.rating.bradley_terry import QUANTILE_95, Fit, fit_pairs
from service.rating.claims import made_on
from service.rating.clustered import widened
from service.rating.simulation.playing import cast, counts_of, log_arrays
from service.rating.simulation.worlds import Floats, Shape, SimulatedVotes, World, make_world
from service.rating.simultaneous import spreads as standard_errors
from service.rating.spreads import spreads

LOOKS = 100


def claims(shape: Shape, looks: int, seed: int, votes: int) -> Mapping[str, float]:
    """Return whether the last board, or any at evenly spaced looks, claims what is false.

    And the share of pairs of the last board that it decides, beside those whose 95 % interval, that of one
    look at one pair, leaves out zero: by the clustered covariance, and by that of independent votes, which is
    the rule as it was first measured.
    """
    world = make_world(shape, seed)
    log, limits = cast(world, np.random.default_rng([seed, 5]), votes), world.limit()
    boards = [_fit(world, log.first(votes * look // looks)) for look in range(1, looks + 1)]
    false_claims = [_claims(fit, limits) for fit in boards]
    pairs = len(world.models) * (len(world.models) - 1) / 2
    alone = fit_pairs(counts_of(world, log, [OVERALL])[OVERALL])
    return {
        "once": float(false_claims[-1][0] > 0),
        "ever": float(any(wrong for wrong, _ in false_claims)),
        "decided": false_claims[-1][1] / pairs,
        "one look": _beyond(boards[-1]) / pairs,
        "independent": _beyond(alone) / pairs,
    }


def _fit(world: World, votes: SimulatedVotes) -> Fit:
    """Return the fit of the overall leaderboard, as if there were no other: four times as fast."""
    known = spreads(log_arrays(votes), dict.fromkeys(world.categories, PromptCategory((), "")))
    return widened(fit_pairs(counts_of(world, votes, [OVERALL])[OVERALL]), known.axes[OVERALL])


def _claims(fit: Fit, limits: Floats) -> tuple[int, int]:
    """Return how many claims a board makes that are false, and how many in all."""
    models = list(fit.estimates)
    claimed, known = made_on(fit, models).better, limits[np.array(models) - 1]
    return int((claimed & (known[:, None] < known[None, :])).sum()), int(claimed.sum())


def _beyond(fit: Fit) -> int:
    """Return how many differences are beyond their own 95 % interval."""
    gaps = fit.strength[:, None] - fit.strength[None, :]
    return int((gaps > QUANTILE_95 * standard_errors(fit.covariance)).sum())


def _measure(
    name: str, what: str, shape: Shape, once: str, *, ever: str, low: float | None = None
) -> Measure:
    return Measure(
        name=name,
        seeds=120,
        votes=20_000,
        run=partial(claims, shape, LOOKS),
        lines=(
            Line("once", f"{what}: boards with a false claim, one look (first measured: {once})", high=0.05),
            Line("ever", f"{what}: the same, at some of {LOOKS} looks (first measured: {ever})", high=0.08),
            Line("decided", f"{what}: pairs decided (first measured: .86)", low=low),
            Line("one look", f"{what}: pairs beyond their own 95 % interval, at one look"),
            Line("independent", f"{what}: the same, if votes were independent"),
        ),
    )


MEASURES = (
    _measure("claims-independent", "independent votes, 20,000", PLAIN, "–", ever="–", low=0.78),
    _measure("claims", "720 prompts, 20,000 votes", MANY_PROMPTS, ".31", ever=".71–.75"),
    _measure("claims-few-prompts", "100 prompts, 20,000 votes", FEW_PROMPTS, ".83", ever="–"),
)
