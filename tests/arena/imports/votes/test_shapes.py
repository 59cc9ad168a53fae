"""Outcomes in columns of 0 and 1, and in ranks."""

import polars as pl
import pytest

from service.arena.imports.votes.shapes import first, of_one_hot, of_ranks, translated


@pytest.mark.parametrize(
    ("cells", "outcome"),
    [
        (("1", "0", "0"), "left"),
        (("0", "1.0", None), "right"),
        (("no", "False", "YES"), "tie"),
        (("0.5", "0.5", "0"), "tie"),
        (("0", "0", None), "none"),
        (("1", "1", "0"), "left and right"),
        (("0.5", "0", "1"), "outcome.left=0.5, outcome.right=0, outcome.tie=1"),
        (("0", "2", None), "outcome.left=0, outcome.right=2, outcome.tie="),
        (("nan", "1", "0"), "outcome.left=nan, outcome.right=1, outcome.tie=0"),
    ],
)
def test_one_hot(cells: tuple[str | None, ...], outcome: str) -> None:
    names = ("outcome.left", "outcome.right", "outcome.tie")
    frame = pl.DataFrame(
        dict(zip(names, ([cell] for cell in cells), strict=True)),
        schema_overrides=dict.fromkeys(names, pl.String),
    )
    assert frame.select(of_one_hot({name: pl.col(name) for name in names})).item() == outcome


@pytest.mark.parametrize(
    ("left", "right", "outcome"),
    [
        ("1", "3", "left"),
        ("10", "9", "right"),
        ("2", "2.0", "tie"),
        ("-1", " 0 ", "left"),
        (None, "1", None),
        ("first", "2", "ranks first and 2"),
        ("nan", "nan", "ranks nan and nan"),
        ("inf", "1", "ranks inf and 1"),
    ],
)
def test_ranks(left: str | None, right: str, outcome: str | None) -> None:
    frame = pl.DataFrame({"l": [left], "r": [right]}, schema={"l": pl.String, "r": pl.String})
    assert frame.select(of_ranks(pl.col("l"), pl.col("r"))).item() == outcome


def test_words_are_translated_in_any_case() -> None:
    column = pl.Series("outcome", ["A", " a ", "b", None])
    assert translated(column, {"a": "left", "c": "tie"}).to_list() == ["left", "left", "b", None]
    assert translated(column, {"c": "tie"}) is column


def test_the_first_column_with_a_value_counts() -> None:
    frame = pl.DataFrame({"a": ["x", None], "b": ["y", "z"]})
    assert frame.select(first("f", ("a", "b", "c"), frame.columns))["f"].to_list() == ["x", "z"]
