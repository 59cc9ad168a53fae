"""Intervals: how often those of Bradley–Terry ratings contain the truth, in worlds that break assumptions."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

import numpy as np

from scripts.simulations.measures import Line, Measure
from service.domain.axes import OVERALL
from service.rating.bradley_terry import Estimate, fit_pairs
from service.rating.pooled import Likely, fit_pooled
from service.rating.simulation.playing import cast, counts, counts_of, fits, log_arrays
from service.rating.simulation.worlds import Floats, Shape, make_world
from service.rating.spreads import spreads

PLAIN = Shape(themes=1, languages=1, prompts=720, theme_sd=0.0, language_sd=0.0, cell_sd=0.0, prompt_sd=0.0)
"""Independent votes: all that a Bradley–Terry model assumes is true."""

TIES = replace(PLAIN, ties=0.3)
"""Of all votes, 27 % are ties: models that differ tie less often than equals."""

MANY_PROMPTS = replace(PLAIN, prompt_sd=140.0)
FEW_PROMPTS = replace(MANY_PROMPTS, prompts=100)
HEAVY = replace(PLAIN, voters=400, heavy=0.8, taste_sd=115.0)
MIXED = replace(HEAVY, prompts=300, prompt_sd=140.0, ties=0.2, careless=0.1, side_bias=25.0)


def coverage(shape: Shape, seed: int, votes: int) -> Mapping[str, float]:
    """Return the share of models whose interval contains what a fit of endless votes would say.

    Once for the intervals that leaderboards show, once for those without what votes share, and once for those
    of pooled ratings. And whether all ranges of ranks contain the true rank at once.
    """
    world = make_world(shape, seed)
    log = cast(world, np.random.default_rng([seed, 4]), votes)
    known, limits = spreads(log_arrays(log), world.categories), world.limit()
    fit = fits(world, log, [OVERALL], known)[OVERALL]
    pooled = fit_pooled(counts(log), world.categories, dispersion=known.dispersion, beyond=known.beyond)
    by_vote = fit_pairs(counts_of(world, log, [OVERALL])[OVERALL])
    ranks = (-limits).argsort().argsort() + 1
    ranges = fit.ranks(world.models)
    return {
        "covered": _covered(fit.estimates, limits),
        "by_vote": _covered(by_vote.estimates, limits),
        "likely": _covered(pooled.axes[OVERALL], limits),
        "ranks": float(all(low <= rank <= high for (low, high), rank in zip(ranges, ranks, strict=True))),
    }


def _covered(estimates: Mapping[int, Estimate | Likely], limits: Floats) -> float:
    return float(np.mean([one.low <= limits[model - 1] <= one.high for model, one in estimates.items()]))


def _measure(name: str, what: str, shape: Shape, *, votes: int, first: str = "") -> Measure:
    return Measure(
        name=name,
        seeds=100,
        votes=votes,
        run=partial(coverage, shape),
        lines=(
            Line("covered", f"{what}: 95 % intervals that contain the truth{first}", 0.93, 0.97),
            Line("by_vote", f"{what}: the same, if votes were independent"),
            Line("likely", f"{what}: intervals of pooled ratings that contain the truth", 0.93, 0.97),
            Line("ranks", f"{what}: boards whose rank ranges are all right", 0.93),
        ),
    )


MEASURES = (
    _measure("independent", "independent votes", PLAIN, votes=4_000, first=" (first measured: .946)"),
    _measure("ties", "27 % ties", TIES, votes=4_000, first=" (first measured: .980)"),
    _measure("few-prompts", "100 prompts", FEW_PROMPTS, votes=20_000, first=" (first measured: .72–.85)"),
    _measure("heavy-voters", "heavy voters", HEAVY, votes=4_000, first=" (first measured: .885)"),
    _measure("mixed", "everything at once", MIXED, votes=10_000),
)
