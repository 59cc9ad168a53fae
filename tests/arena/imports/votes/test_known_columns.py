"""Columns are found by name, in whatever spelling."""

import pytest

from service.arena.imports.votes.known_columns import find, found
from service.errors import Invalid


@pytest.mark.parametrize(
    ("name", "column"),
    [
        ("model_a", "Model A"),
        ("modela", "Model A"),
        ("Model A", "Model A"),
        ("WINNER", "winner"),
        ("models[0]", "models[0]"),
        ("Models[1].name", "models[1].name"),
        ("winner.name", "winner.name"),
        ("x.y", "x.y"),
        ("X.Y", "x.y"),
        ("judge", None),
        ("judge[0]", None),
        ("[0]", None),
    ],
)
def test_find(name: str, column: str | None) -> None:
    assert find(name, ["Model A", "winner", "models", "x.y"]) == column


def test_an_exact_name_goes_first_and_two_others_are_ambiguous() -> None:
    assert find("winner", ["Winner", "winner"]) == "winner"
    with pytest.raises(Invalid, match="'Winner' and 'WINNER' could both be 'winner'"):
        find("winner", ["Winner", "WINNER"])


def test_columns_are_found_in_the_order_of_the_names() -> None:
    assert found(["b", "B", "a", "c"], ["a", "b"]) == ("b", "a")
