"""Columns of lists, from the shapes of their items."""

from __future__ import annotations

from datetime import UTC, datetime

import polars as pl

from service.arena.tables.encoding import TIME
from service.http.schemas.base import Moment, Out
from service.http.tables.shapes import columns_of, shape_frame


class Inner(Out):
    """A part of an item."""

    name: str | None


class Item(Out):
    """An item."""

    id: int
    inner: Inner | None
    names: list[str]
    inners: list[Inner]
    made_at: Moment
    gone_at: Moment | None


def test_columns_and_rows() -> None:
    assert columns_of(Item) == {
        "id": pl.Int64,
        "inner_name": pl.String,
        "names": pl.List(pl.String),
        "inners": pl.List(pl.String),
        "made_at": TIME,
        "gone_at": TIME,
    }
    moment = "2026-11-20T10:00:00.000001Z"
    items = [
        Item(
            id=1, inner=Inner(name="n"), names=["a"], inners=[Inner(name="i")], made_at=moment, gone_at=None
        ),
        Item(id=2, inner=None, names=[], inners=[], made_at=moment, gone_at=moment),
    ]
    frame = shape_frame(Item, items, {"arena": "t2i", "theme": None, "revision": 4})
    assert frame["inner_name"].to_list() == ["n", None]
    assert frame["inners"].to_list() == [["name=i"], []]
    assert frame["gone_at"].to_list() == [None, datetime(2026, 11, 20, 10, 0, 0, 1, tzinfo=UTC)]
    assert frame.row(0)[-3:] == ("t2i", None, 4)
    assert shape_frame(Item, []).schema == columns_of(Item)
