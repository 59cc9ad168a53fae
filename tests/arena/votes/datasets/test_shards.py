"""Splits of several files."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from service.arena.votes.datasets.shards import Shards


def test_files_are_counted_in_their_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.arena.votes.datasets.shards.BYTES", 20)
    shards = Shards(tmp_path / "data", {"a": pl.Int64})
    for number in range(5):
        shards.add([{"a": number}], 10)
    shards.finish()
    files = sorted((tmp_path / "data").iterdir())
    assert [file.name for file in files] == [f"train-{i:05}-of-00003.parquet" for i in range(3)]
    assert [pl.read_parquet(file)["a"].to_list() for file in files] == [[0, 1], [2, 3], [4]]
