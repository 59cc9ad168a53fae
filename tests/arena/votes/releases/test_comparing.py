"""Comparing: the fold to the bit, the fits to a thousandth of a point."""

from __future__ import annotations

import polars as pl
import pytest

from service.arena.boards.refits.checking import TOLERANCE
from service.arena.votes.releases.comparing import compare
from service.errors import Damaged

ROW = {"axis": "overall", "model": "a", "score": 1.0, "bt_rating": 1000.0, "votes": 3}


def frame(**values: object) -> pl.DataFrame:
    return pl.DataFrame([{**ROW, **values}])


def test_cells_are_counted() -> None:
    assert compare("t", frame(), frame()) == len(ROW)
    assert compare("t", frame().drop("votes"), frame()) == len(ROW) - 1


def test_only_fits_may_differ_in_the_last_digit() -> None:
    assert compare("t", frame(bt_rating=1000 + TOLERANCE / 2), frame())
    for values, said in (
        ({"bt_rating": 1000.01}, "t: overall, a: bt_rating is 1000.01, and the votes give 1000.0"),
        ({"score": 1.0000000001}, "t: overall, a: score is 1.0000000001, and the votes give 1.0"),
        ({"votes": 4}, "t: overall, a: votes is 4, and the votes give 3"),
        ({"bt_rating": None}, "t: overall, a: bt_rating is None, and the votes give 1000.0"),
        ({"bt_rating": float("nan")}, "t: overall, a: bt_rating is nan, and the votes give 1000.0"),
        ({"votes": 3.0}, "t: overall, a: votes is 3.0, and the votes give 3"),
    ):
        with pytest.raises(Damaged) as caught:
            compare("t", frame(**values), frame())
        assert caught.value.detail == said


def test_a_table_without_columns_proves_nothing() -> None:
    with pytest.raises(Damaged, match="no columns"):
        compare("t", pl.DataFrame(), pl.DataFrame())
