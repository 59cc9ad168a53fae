"""The tables: the columns of leaderboards, and types that do not depend on the rows."""

from __future__ import annotations

import io
from pathlib import Path

import polars as pl

from service.arena.boards import columns
from service.arena.votes.releases.tables import NULLABLE, place, tables
from service.domain.axes import OVERALL, Axis


def test_the_boards_have_the_columns_of_leaderboards_but_no_prices(released: Path) -> None:
    frame = pl.read_parquet(io.BytesIO((released / "data/boards.parquet").read_bytes()))
    names = [name for name in columns.NAMES if name not in {"price", "currency"}]
    assert frame.columns == ["axis", "theme", "language", *names]
    assert pl.Null not in frame.dtypes


def test_tables_without_rows_have_columns() -> None:
    for name, frame in tables([]).items():
        assert frame.height == 0
        assert frame.columns == list(NULLABLE[name])
        assert pl.Null not in frame.dtypes


def test_every_row_says_its_axis() -> None:
    assert place(OVERALL) == {"axis": "overall", "theme": None, "language": None}
    assert place(Axis("people", "en")) == {
        "axis": "theme=people,language=en",
        "theme": "people",
        "language": "en",
    }
