import numpy as np
import pytest

from service.rating.pooling.algebra import Eliminated, inverse


@pytest.mark.parametrize("size", [1, 7, 256, 257, 700])
def test_the_inverse_of_a_positive_definite_matrix(size: int) -> None:
    made = np.random.default_rng(size).normal(size=(size, size))
    matrix = made @ made.T / size + np.eye(size)
    np.testing.assert_allclose(inverse(matrix) @ matrix, np.eye(size), atol=1e-10)


@pytest.mark.parametrize(("first", "apart"), [(9, 4), (0, 3), (12, 0)])
def test_what_never_meets_is_eliminated(first: int, apart: int) -> None:
    random, size = np.random.default_rng(1), 3
    made = random.normal(size=(first + apart * size,) * 2)
    matrix, right = made @ made.T + 20 * np.eye(len(made)), random.normal(size=len(made))
    never = np.kron(np.eye(apart), np.ones((size, size))) == 0
    matrix[first:, first:][never] = 0.0
    expected, left = np.linalg.inv(matrix), Eliminated(matrix, size, apart)
    np.testing.assert_allclose(left.solve(right), expected @ right, atol=1e-12)
    np.testing.assert_allclose(left.inverse(whole=True), expected, atol=1e-12)
    expected[first:, first:][never] = 0.0
    np.testing.assert_allclose(left.inverse(whole=False), expected, atol=1e-12)
