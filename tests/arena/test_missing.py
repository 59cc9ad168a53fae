"""Words for a missing value are nothing, in every column of every format."""

import json
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest

from service.arena.missing import without_missing
from tests.support.files.files import rows_of, written
from tests.support.files.workbooks import workbook

MISSING = (
    *("nan", "NaN", "NAN", "None", "none", "NULL", "null", "N/A", "n/a", "NaT", "nat", "-", "<NA>", "#N/A"),
    *("NA", " nan ", "\tNone", " - ", ""),
)
KEPT = ("nano", "Nano Banana", "a - b", "--", "no", "0", "None of these", "null and void", " ")


def csv_of(path: Path, texts: list[str]) -> Path:
    return written(path.with_suffix(".csv"), "a,b\n" + "".join(f"{text},{text}\n" for text in texts))


def quoted_csv_of(path: Path, texts: list[str]) -> Path:
    return written(path.with_suffix(".csv"), "a,b\n" + "".join(f'"{text}","{text}"\n' for text in texts))


def json_of(path: Path, texts: list[str]) -> Path:
    return written(path.with_suffix(".json"), json.dumps([{"a": text, "b": text} for text in texts]))


def parquet_of(path: Path, texts: list[str]) -> Path:
    pl.DataFrame({"a": texts, "b": texts}).write_parquet(path.with_suffix(".parquet"))
    return path.with_suffix(".parquet")


def xlsx_of(path: Path, texts: list[str]) -> Path:
    return workbook(path.with_suffix(".xlsx"), {"S": [["a", "b"], *[[text, text] for text in texts]]})


@pytest.mark.parametrize("write", [csv_of, quoted_csv_of, json_of, parquet_of, xlsx_of])
def test_missing_values_are_nothing_and_nothing_else_is(
    tmp_path: Path, write: Callable[[Path, list[str]], Path]
) -> None:
    texts = [text for text in MISSING if text] + list(KEPT[:-1])
    rows, refused = rows_of(write(tmp_path / "v", texts), ["a", "b"])
    assert refused == []
    kept = [text if text in KEPT else None for text in texts]
    assert [(row["a"], row["b"]) for _, row in rows] == list(zip(kept, kept, strict=True))


def test_spaces_count_only_around_words() -> None:
    frame = pl.DataFrame({"a": ["", " ", " nan", "nan"]})
    assert without_missing(frame)["a"].to_list() == [None, " ", None, None]
    assert without_missing(frame, padded=False)["a"].to_list() == [None, " ", " nan", None]
