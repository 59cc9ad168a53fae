"""Parquet files become the same text columns as any other format."""

from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from service.arena.imports.readers import parquet
from service.errors import Malformed
from tests.support.files import rows_of, written


def test_every_kind_of_column_becomes_text(tmp_path: Path) -> None:
    zoned = datetime(2024, 2, 12, 1, 15, 14, 316_700, UTC)
    frame = pl.DataFrame(
        {
            "text": ["x", ""],
            "number": [1, None],
            "float": [1707700514.3167, None],
            "truth": [True, False],
            "list": [["x", "y;z"], []],
            "moment": [zoned.replace(tzinfo=None), None],
            "zoned": pl.Series([zoned, None]).dt.convert_time_zone("Asia/Tokyo"),
            "day": [date(2024, 2, 12), None],
            "kind": pl.Series(["x", None], dtype=pl.Categorical),
        }
    )
    frame.write_parquet(tmp_path / "votes.parquet")
    rows, refused = rows_of(tmp_path / "votes.parquet", frame.columns)
    assert refused == []
    assert rows[0] == (
        1,
        {
            "text": "x",
            "number": "1",
            "float": "1707700514.3167",
            "truth": "true",
            "list": "x;y z",
            "moment": "2024-02-12T01:15:14.316700Z",
            "zoned": "2024-02-12T01:15:14.316700Z",
            "day": "2024-02-12",
            "kind": "x",
        },
    )
    assert rows[1] == (2, {**dict.fromkeys(frame.columns), "truth": "false"})


def test_slices_are_numbered_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "BATCH", 7)
    pl.DataFrame({"a": [str(i) for i in range(20)]}).write_parquet(tmp_path / "v.parquet")
    rows, _ = rows_of(tmp_path / "v.parquet", ["a"])
    assert rows == [(i + 1, {"a": str(i)}) for i in range(20)]


def test_only_wanted_columns_are_read(tmp_path: Path) -> None:
    pl.DataFrame({"a": ["1"], "b": [{"deep": 1}]}).write_parquet(tmp_path / "v.parquet")
    assert rows_of(tmp_path / "v.parquet", ["a"])[0] == [(1, {"a": "1"})]
    with pytest.raises(Malformed, match="'b' contains neither text"):
        rows_of(tmp_path / "v.parquet", ["a", "b"])


def test_half_a_file_gives_nothing(tmp_path: Path) -> None:
    path = tmp_path / "v.parquet"
    pl.DataFrame({"a": [str(i) for i in range(1_000)]}).write_parquet(path)
    written(path, path.read_bytes()[:-100])
    with pytest.raises(Malformed, match=r"cannot be read as Parquet .* nothing was imported"):
        rows_of(path, ["a"])
