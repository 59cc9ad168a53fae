import numpy as np
import pytest

from service.rating.pooling.algebra import inverse


@pytest.mark.parametrize("size", [1, 7, 256, 257, 700])
def test_the_inverse_of_a_positive_definite_matrix(size: int) -> None:
    made = np.random.default_rng(size).normal(size=(size, size))
    matrix = made @ made.T / size + np.eye(size)
    np.testing.assert_allclose(inverse(matrix) @ matrix, np.eye(size), atol=1e-10)
