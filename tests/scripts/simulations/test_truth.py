"""The short form of ``scripts/bench --only truth``: few worlds, and bounds that so few worlds allow."""

from statistics import mean

import pytest

from scripts.simulations.cells import CELLS, in_cells, uneven
from scripts.simulations.claims import claims
from scripts.simulations.demo import demo
from scripts.simulations.intervals import FEW_PROMPTS, HEAVY, PLAIN, TIES, coverage
from scripts.simulations.prompts import ceiling
from service.rating.simulation.worlds import Shape


@pytest.mark.slow
def test_pooled_ratings_order_small_cells_better_than_scores_do() -> None:
    """At 10 votes a model and cell; the long form has .62 to .66 for pooled ratings in 12 worlds."""
    found = in_cells(10, seed=1, votes=10 * CELLS.models * CELLS.themes * CELLS.languages // 2)
    assert found["likely"] > 0.55
    assert found["likely"] > found["score"] + 0.1
    assert found["likely"] > found["alone"] + 0.1
    assert found["covered"] > 0.85


def test_the_demo_as_it_is_served_is_ordered_as_its_source_says() -> None:
    found = demo(1, 2_400)
    assert found["likely"] > 0.7
    assert found["likely"] > found["score"] + 0.1


@pytest.mark.slow
def test_uneven_exposure_misleads_the_score_and_not_the_pooled_rating() -> None:
    found = [uneven(seed, 2_400) for seed in (1, 2)]
    assert mean(one["likely"] for one in found) > mean(one["score"] for one in found) + 0.05


@pytest.mark.slow
@pytest.mark.parametrize(
    ("shape", "votes"), [(PLAIN, 2_000), (TIES, 2_000), (FEW_PROMPTS, 8_000), (HEAVY, 2_000)]
)
def test_intervals_hold_whatever_votes_share(shape: Shape, votes: int) -> None:
    """The long form has .93 to .97 in 100 worlds each, also for pooled ratings."""
    found = [coverage(shape, seed, votes) for seed in range(1, 11)]
    assert 0.88 < mean(one["covered"] for one in found) < 0.995
    assert 0.88 < mean(one["likely"] for one in found) < 0.995
    assert mean(one["ranks"] for one in found) >= 0.9
    if shape is FEW_PROMPTS:
        assert mean(one["by_vote"] for one in found) < 0.88


@pytest.mark.slow
def test_claims_are_counted_at_the_last_look_and_at_all_of_them() -> None:
    found = [claims(PLAIN, 20, seed, 4_000) for seed in range(1, 5)]
    assert all(one["ever"] >= one["once"] for one in found)
    assert sum(one["ever"] for one in found) <= 1
    assert 0.4 < mean(one["decided"] for one in found) < mean(one["one look"] for one in found) < 0.95


def test_more_prompts_raise_what_endless_votes_can_reach() -> None:
    few, many = (mean(ceiling(prompts, seed, 0)["tau"] for seed in range(1, 9)) for prompts in (30, 700))
    assert few < 0.93 < many
