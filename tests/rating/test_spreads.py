"""Spreads of simulated arenas, where it is known what votes share."""

from dataclasses import replace

import numpy as np
import pytest
from scipy.stats import t

from scripts.simulations.intervals import FEW_PROMPTS, HEAVY, PLAIN
from service.domain.axes import OVERALL, Axis, PromptCategory
from service.rating import spreads as module
from service.rating.log_arrays import LogArrays
from service.rating.simulation.playing import cast, log_arrays
from service.rating.simulation.worlds import Shape, World, make_world
from service.rating.spreads import Spreads, spreads


def of_world(shape: Shape, votes: int, **blank: int) -> tuple[World, Spreads]:
    world = make_world(shape, 1)
    log = log_arrays(cast(world, np.random.default_rng([1, 4]), votes))
    log = log._replace(**{name: np.zeros_like(log.voter) for name in blank})
    return world, spreads(log, world.categories)


def test_independent_votes_are_as_wide_as_by_vote() -> None:
    _, known = of_world(PLAIN, 4_000)
    overall = known.axes[OVERALL]
    assert overall.usual == pytest.approx(1.0, abs=0.05)
    assert overall.shares.votes > 0.95
    assert overall.prompts > 600
    assert overall.voters > 900
    assert overall.method == "clustered by prompt and voter"


@pytest.mark.slow
def test_few_prompts_and_heavy_voters_are_what_limits() -> None:
    _, prompts = of_world(FEW_PROMPTS, 20_000)
    one = prompts.axes[OVERALL]
    assert 2.5 < one.usual < 4.0
    assert one.shares.prompts > 0.6
    assert one.shares.voters < 0.05
    assert one.ceiling is not None
    assert one.tau < one.ceiling < 0.95
    assert prompts.dispersion == pytest.approx(one.usual, rel=0.01)
    _, voters = of_world(HEAVY, 4_000)
    assert voters.axes[OVERALL].shares.voters > 0.2 > voters.axes[OVERALL].shares.prompts


@pytest.mark.slow
def test_small_cells_do_not_make_votes_look_steady() -> None:
    """A fit of a few votes in a cell follows each of them, which must not say that votes hardly vary."""
    flat = Shape(theme_sd=0.0, language_sd=0.0, cell_sd=0.0, prompt_sd=0.0)
    for ties, truth in ((0.0, 1.0), (0.3, 0.73)):
        for shape in (replace(flat, ties=ties), replace(flat, ties=ties, uneven=1.0)):
            _, known = of_world(shape, 2_400)
            assert known.dispersion == pytest.approx(truth, abs=0.08)


def test_votes_without_prompts_and_voters_say_so() -> None:
    _, known = of_world(FEW_PROMPTS, 4_000, prompt=0, voter=0)
    one = known.axes[OVERALL]
    assert (one.prompts, one.voters, one.ceiling, one.method) == (0, 0, None, "by vote")
    assert one.shares == (1.0, 0.0, 0.0)
    assert set(one.ratios.values()) == {one.usual}
    assert one.usual == pytest.approx(1.0, abs=0.01)


def test_an_axis_of_one_prompt_leans_on_what_the_others_say() -> None:
    """By itself a prompt says nothing of how much prompts differ."""
    world = make_world(FEW_PROMPTS, 1)
    log = log_arrays(cast(world, np.random.default_rng([1, 4]), 8_000))
    alone = np.where(log.prompt == 1, 2, 1)
    categories = {1: PromptCategory(("many",)), 2: PromptCategory(("one",))}
    known = spreads(log._replace(category=alone), categories).axes
    assert known[Axis("one")].prompts == 1
    assert known[Axis("one")].usual > 1.3
    assert (known[Axis("one")].same, known[Axis("one")].ceiling) == ("prompts", None)
    assert (known[Axis("many")].same, known[OVERALL].same) == (None, None)


def test_tastes_in_all_themes_make_coarse_axes_vary_more_than_their_cells_do() -> None:
    shape = Shape(themes=4, languages=2, voters=60, prompt_sd=0.0)
    _, alike = of_world(shape, 6_000)
    assert alike.beyond[OVERALL] < 1.15
    _, tastes = of_world(replace(shape, taste_sd=115.0), 6_000)
    assert tastes.beyond.keys() == {axis for axis in tastes.axes if not (axis.theme and axis.language)}
    assert tastes.beyond[OVERALL] > 1.15
    assert tastes.beyond[OVERALL] > tastes.beyond[Axis("theme-1")] > alike.beyond[Axis("theme-1")]


def test_what_all_votes_share_is_named_unless_some_do_not_name_it() -> None:
    world = make_world(FEW_PROMPTS, 1)
    log = log_arrays(cast(world, np.random.default_rng([1, 4]), 400))
    ones = np.ones_like(log.prompt)
    for prompt, voter, same in (
        (ones, log.voter, "prompts"),
        (ones, ones, "prompts"),
        (log.prompt, ones, "voters"),
        (np.where(log.position > 20, 1, 0), log.voter, None),
        (0 * ones, 0 * ones, None),
    ):
        known = spreads(log._replace(prompt=prompt, voter=voter), world.categories).axes[OVERALL]
        assert known.same == same
        assert (known.ceiling is None) == (same == "prompts" or not prompt.any())


def test_the_quantiles_are_students() -> None:
    for freedom in (4.0, 10.0, 100.0):
        assert module._student(freedom) == pytest.approx(t.ppf(0.975, freedom), rel=0.003)


def test_the_same_votes_have_the_same_spreads() -> None:
    world = make_world(FEW_PROMPTS, 1)
    log = log_arrays(cast(world, np.random.default_rng([1, 4]), 2_000))
    assert spreads(log, world.categories) == spreads(log, world.categories)
    assert spreads(LogArrays.of_rows([]), {}) == Spreads({}, 1.0, {})
