from dataclasses import replace
from statistics import mean

import numpy as np
import pytest

from scripts.simulations.cells import UNEVEN, world_of
from scripts.simulations.oracle import strengths
from service.domain.axes import OVERALL
from service.rating.simulation.playing import cast
from service.rating.simulation.readings import read
from service.rating.simulation.worlds import kendall_tau

SHAPE = replace(UNEVEN, models=8, themes=2, languages=2, prompts=6)


@pytest.mark.slow
def test_no_order_is_better_than_the_oracles() -> None:
    oracle, likely = [], []
    for seed in range(1, 11):
        world = world_of(SHAPE, seed)
        log = cast(world, np.random.default_rng([seed, 3]), 300)
        oracle.append(kendall_tau(strengths(world, log), world.truth()))
        likely.append(kendall_tau(read(world, log, [OVERALL]).likely(OVERALL)[:, 0], world.truth()))
    assert mean(oracle) >= mean(likely)


@pytest.mark.slow
def test_it_is_as_far_from_the_truth_as_it_must_be() -> None:
    """Where nothing varies but models, and with many votes, it finds out how strong they are."""
    flat = replace(SHAPE, models=4, theme_sd=0.0, language_sd=0.0, cell_sd=0.0, uneven=0.3)
    world = replace(world := world_of(flat, 1), prompt_effect=0.0 * world.prompt_effect)
    world = replace(world, shape=replace(world.shape, prompt_sd=0.0))
    log = cast(world, np.random.default_rng(1), 1_500)
    truth = world.truth()
    assert strengths(world, log) == pytest.approx(truth - truth.mean(), abs=0.25)
