"""Which models an address names."""

from __future__ import annotations

import pytest

from service.http.comparisons import ComparisonQuery


@pytest.mark.parametrize(
    ("given", "slugs"),
    [
        ([], ()),
        (["a,b"], ("a", "b")),
        (["a", "b", "", ""], ("a", "b")),
        ([" a , b ,", "c"], ("a", "b", "c")),
        ([","], ()),
    ],
)
def test_models_by_commas_and_by_repetition(given: list[str], slugs: tuple[str, ...]) -> None:
    assert ComparisonQuery(models=given).slugs() == slugs
