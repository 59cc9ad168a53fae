"""Parquet files become the same text columns as any other format."""

from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from service.arena.imports.readers import parquet
from service.arena.imports.readers.tables import open_table
from service.errors import Malformed
from tests.support.files.files import rows_of, written


def test_every_kind_of_column_becomes_text(tmp_path: Path) -> None:
    zoned = datetime(2024, 2, 12, 1, 15, 14, 316_700, UTC)
    columns: dict[str, tuple[Any, str | None]] = {
        "text": (["x", ""], "x"),
        "number": ([1, None], "1"),
        "float": ([1707700514.3167, float("nan")], "1707700514.3167"),
        "truth": ([True, None], "true"),
        "list": ([["x", "y;z"], None], '["x","y;z"]'),
        "numbers": ([[1, 2], None], "[1,2]"),
        "struct": ([{"a": 1, "b": ["c"]}, None], '{"a":1,"b":["c"]}'),
        "moment": ([zoned.replace(tzinfo=None), None], "2024-02-12T01:15:14.316700Z"),
        "zoned": (pl.Series([zoned, None]).dt.convert_time_zone("Asia/Tokyo"), "2024-02-12T01:15:14.316700Z"),
        "day": ([date(2024, 2, 12), None], "2024-02-12"),
        "time": ([time(3, 4, 5), None], "03:04:05"),
        "span": ([timedelta(seconds=90), None], "0:01:30"),
        "decimal": ([Decimal("1.50"), None], "1.50"),
        "kind": (pl.Series(["x", "NaN"], dtype=pl.Categorical), "x"),
        "enum": (pl.Series(["x", None], dtype=pl.Enum(["x"])), "x"),
        "bytes": ([b"caf\xc3\xa9", None], "café"),
        "missing": (["None", "N/A"], None),
        "nothing": (pl.Series([None, None], dtype=pl.Null), None),
    }
    pl.DataFrame({name: values for name, (values, _) in columns.items()}).write_parquet(
        tmp_path / "v.parquet"
    )
    rows, refused = rows_of(tmp_path / "v.parquet", columns)
    assert refused == []
    assert rows == [
        (1, {name: text for name, (_, text) in columns.items()}),
        (2, dict.fromkeys(columns)),
    ]


def test_paths_lead_into_structs_lists_and_text(tmp_path: Path) -> None:
    frame = pl.DataFrame(
        {
            "models": [["x", "y"], ["z"]],
            "inputs": [{"prompt": "a cat", "n": [1]}, {"prompt": None, "n": []}],
            "meta": ['{"judge": ["expert"]}', "nothing"],
        }
    )
    frame.write_parquet(tmp_path / "v.parquet")
    wanted = ["models[1]", "inputs.prompt", "inputs.n[0]", "meta.judge[0]", "other.path"]
    rows, _ = rows_of(tmp_path / "v.parquet", wanted)
    assert rows == [
        (1, {"models[1]": "y", "inputs.prompt": "a cat", "inputs.n[0]": "1", "meta.judge[0]": "expert"}),
        (2, dict.fromkeys(wanted[:-1])),
    ]
    table = open_table(tmp_path / "v.parquet")
    assert {"models", "models[0]", "inputs.prompt", "inputs.n[3]", "meta"} <= set(table.columns)
    assert table.sample[0]["inputs.prompt"] == "a cat"


def test_bytes_that_are_no_text_cost_their_own_row_and_stay_out_of_samples_of_large_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "v.parquet"
    pl.DataFrame({"a": ["1", "2"], "image": [b"\x89PNG\xff", b"text"]}).write_parquet(path)
    rows, refused = rows_of(path, ["a", "image"])
    assert rows == [(2, {"a": "2", "image": "text"})]
    assert refused == [(1, "image contains 5 bytes that are not text")]
    assert rows_of(path, ["a"])[0] == [(1, {"a": "1"}), (2, {"a": "2"})]
    monkeypatch.setattr(parquet, "_SMALL", 0)
    assert open_table(path).sample == [{"a": "1"}, {"a": "2"}]
    assert open_table(path).columns == ("a", "image")


def test_slices_are_numbered_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquet, "BATCH", 7)
    pl.DataFrame({"a": [str(i) for i in range(20)]}).write_parquet(tmp_path / "v.parquet")
    rows, _ = rows_of(tmp_path / "v.parquet", ["a"])
    assert rows == [(i + 1, {"a": str(i)}) for i in range(20)]


def test_half_a_file_gives_nothing(tmp_path: Path) -> None:
    path = tmp_path / "v.parquet"
    pl.DataFrame({"a": [str(i) for i in range(1_000)]}).write_parquet(path)
    written(path, path.read_bytes()[:-100])
    with pytest.raises(Malformed, match=r"cannot be read as Parquet .* nothing was imported"):
        rows_of(path, ["a"])
