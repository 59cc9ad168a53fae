import numpy as np
import pytest

from service.rating.limits import tau


def test_two_models_far_apart_are_in_order_and_equal_ones_by_chance() -> None:
    apart = np.array([5.0, -5.0])
    assert tau(apart, 0.01 * np.eye(2)) == pytest.approx(1.0)
    assert tau(np.array([0.01, -0.01]), np.eye(2)) < 1e-6
    assert tau(np.zeros(1), np.eye(1)) == 1.0


@pytest.mark.parametrize("errors", [[0.5] * 20, [0.3] * 19 + [5.0], [0.2] * 10 + [1.0] * 10])
def test_it_is_how_right_simulated_orders_are(errors: list[float]) -> None:
    """True strengths vary by 1: 20 models, 400 boards. One model of which little is known is not all."""
    random = np.random.default_rng(3)
    expected, seen = [], []
    for _ in range(400):
        truth = random.normal(0.0, 1.0, 20)
        estimate = truth + random.normal(0.0, errors)
        expected.append(tau(estimate, np.diag(np.square(errors))))
        upper = np.triu_indices(20, 1)
        signs = np.sign(np.subtract.outer(truth, truth) * np.subtract.outer(estimate, estimate))
        seen.append(signs[upper].mean())
    assert np.mean(expected) == pytest.approx(np.mean(seen), abs=0.02)


def test_less_variance_leaves_a_better_order() -> None:
    strength = np.linspace(-1.0, 1.0, 10)
    now, fewer, none = (tau(strength, 0.1 * np.eye(10), left) for left in (1.0, 0.3, 0.0))
    assert now < fewer < none == 1.0
