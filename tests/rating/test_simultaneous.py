import numpy as np
import pytest
from scipy.stats import studentized_range

from service.rating.simultaneous import Ranks, better, critical_value, rank_ranges, spreads

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("models", [2, 3, 10, 50, 500])
def test_the_factor_is_the_quantile_of_the_studentized_range(models: int) -> None:
    expected = studentized_range.ppf(0.95, models, np.inf) / np.sqrt(2)
    assert critical_value(models) == pytest.approx(expected, rel=1e-6)


def test_a_single_model_has_no_difference() -> None:
    assert critical_value(1) == critical_value(0) == 0.0


def test_models_that_vary_together_are_told_apart_sooner() -> None:
    together = np.full((2, 2), 0.9) + 0.1 * np.eye(2)
    assert spreads(together)[0, 1] == pytest.approx(np.sqrt(0.2))
    strength = np.array([1.0, 0.0])
    assert better(strength, together).tolist() == [[False, True], [False, False]]
    assert not better(strength, np.eye(2)).any()


def test_a_model_ranks_between_those_that_are_surely_better_and_worse() -> None:
    strength = np.array([3.0, 0.1, 0.0, -3.0])
    assert rank_ranges(strength, 0.01 * np.eye(4)) == [
        Ranks(1, 1),
        Ranks(2, 3),
        Ranks(2, 3),
        Ranks(4, 4),
    ]


def test_all_differences_hold_at_once_in_95_of_100() -> None:
    """Of 190 differences between equal models, one is beyond the factor in about one board of twenty."""
    random = np.random.default_rng(7)
    root = random.normal(size=(20, 20)) / 5 + np.eye(20)
    covariance = root @ root.T
    boards = random.multivariate_normal(np.zeros(20), covariance, 4_000)
    false = np.mean([better(board, covariance).any() for board in boards])
    assert 0.035 < false < 0.065
