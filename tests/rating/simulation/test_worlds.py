from dataclasses import replace

import numpy as np
import pytest

from service.domain.axes import OVERALL, Axis
from service.rating.bradley_terry import SCALE, fit_pairs
from service.rating.bulk import pair_counts
from service.rating.simulation.worlds import Shape, SimulatedVotes, World, kendall_tau, make_world

SMALL = Shape(models=6, themes=2, languages=2, prompts=5, voters=50)
# No chance but that of a vote: what a Bradley–Terry fit assumes.
PLAIN = replace(SMALL, themes=1, languages=1, theme_sd=0, language_sd=0, cell_sd=0, prompt_sd=0)


def cast(world: World, count: int, seed: int = 1) -> SimulatedVotes:
    random = np.random.default_rng(seed)
    sides = world.draw_import(random, count)
    return world.vote(random, *sides, world.draw_voters(random, count))


def ratings(votes: SimulatedVotes) -> list[float]:
    counts = pair_counts(np.zeros_like(votes.category), votes.model_left, votes.model_right, votes.outcome)
    rows = list(zip(*(column.tolist() for column in counts[1:]), strict=True))
    return [estimate.rating for estimate in fit_pairs(rows).estimates.values()]


def test_a_world_is_a_function_of_its_shape_and_seed() -> None:
    first, second, other = make_world(SMALL, 1), make_world(SMALL, 1), make_world(SMALL, 2)
    assert np.array_equal(first.strength, second.strength)
    assert all(np.array_equal(*pair) for pair in zip(cast(first, 100), cast(second, 100), strict=True))
    assert not np.array_equal(first.strength, other.strength)


def test_effects_have_the_spread_that_the_shape_says() -> None:
    world = make_world(Shape(models=40, themes=12, languages=12), 3)
    assert world.prompt_effect.std() * SCALE == pytest.approx(140, rel=0.03)
    total = np.sqrt(90**2 + 45**2 + 30**2 + 30**2)
    assert world.strength.std() * SCALE == pytest.approx(total, rel=0.15)


def test_categories_count_on_the_axes_that_the_product_gives_them() -> None:
    world = make_world(SMALL, 1)
    assert world.axes[0] == OVERALL
    assert len(world.axes) == 1 + 2 + 2 + 4
    assert world.truth(Axis("theme-1", "qab")) == pytest.approx(world.strength[0, 1])
    assert world.truth(Axis("", "qab")) == pytest.approx(world.strength[:, 1].mean(axis=0))


def test_a_fit_of_independent_votes_approaches_the_truth() -> None:
    world = make_world(PLAIN, 4)
    centered = world.truth() - world.truth().mean()
    assert world.limit() == pytest.approx(1000 + SCALE * centered, abs=0.01)
    assert ratings(cast(world, 200_000)) == pytest.approx(world.limit().tolist(), abs=8)


@pytest.mark.parametrize(
    "shape",
    [
        replace(PLAIN, ties=0.3),
        replace(PLAIN, side_bias=60),
        replace(PLAIN, careless=0.3, voters=1000),
        replace(PLAIN, prompt_sd=150, prompts=3000),
        replace(PLAIN, taste_sd=150, voters=3000),
    ],
)
def test_a_fit_of_many_votes_approaches_the_limit(shape: Shape) -> None:
    world = make_world(shape, 5)
    assert ratings(cast(world, 300_000)) == pytest.approx(world.limit().tolist(), abs=14)


def test_equals_tie_as_often_as_the_shape_says_and_the_left_side_wins_by_its_bias() -> None:
    votes = cast(make_world(replace(PLAIN, model_sd=0, ties=0.27), 1), 50_000)
    assert (votes.outcome == 3).mean() == pytest.approx(0.27, abs=0.01)
    votes = cast(make_world(replace(PLAIN, model_sd=0, side_bias=400), 1), 50_000)
    assert (votes.outcome == 1).mean() == pytest.approx(10 / 11, abs=0.01)


def test_heavy_voters_and_much_seen_models_are_in_most_votes() -> None:
    votes = cast(make_world(replace(SMALL, heavy=1.0, uneven=1.5), 1), 20_000)
    voters = np.sort(np.bincount(votes.voter))[::-1]
    assert voters[:5].sum() > 0.45 * voters.sum()
    models = np.sort(np.bincount(votes.model_left, minlength=7)[1:])
    assert models[-1] > 4 * models[0]
    assert not (votes.model_left == votes.model_right).any()


def test_the_first_votes_are_what_an_earlier_board_knew() -> None:
    votes = cast(make_world(SMALL, 1), 100)
    assert np.array_equal(votes.first(10).outcome, votes.outcome[:10])


def test_kendall_tau_is_1_for_the_same_order_and_minus_1_for_the_reverse() -> None:
    assert kendall_tau([1, 2, 3], [10, 20, 30]) == 1
    assert kendall_tau([1, 2, 3], [30, 20, 10]) == -1
    assert kendall_tau([1, 2, 3], [10, 30, 20]) == pytest.approx(1 / 3)
