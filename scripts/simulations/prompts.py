"""Prompts: how right the order would be with endless votes on a limited number of prompts."""

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from scripts.simulations.cells import world_of
from scripts.simulations.intervals import PLAIN
from scripts.simulations.measures import Line, Measure
from service.rating.simulation.worlds import kendall_tau

FIRST = {30: ".79–.86", 100: ".87–.92", 300: ".92–.95", 700: ".96–.98"}
"""What was first measured, between the least and the most that strengths vary from prompt to prompt."""


def ceiling(prompts: int, seed: int, _: int) -> Mapping[str, float]:
    """Return the tau that endless votes on these prompts alone would reach."""
    world = world_of(replace(PLAIN, prompts=prompts), seed)
    return {"tau": kendall_tau(world.truth() + world.prompt_effect.mean(axis=0), world.truth())}


MEASURES = tuple(
    Measure(
        name=f"ceiling-{prompts}",
        seeds=200,
        votes=0,
        run=partial(ceiling, prompts),
        lines=(Line("tau", f"endless votes on {prompts} prompts: tau at best (first measured: {first})"),),
    )
    for prompts, first in FIRST.items()
)
