"""A split as several Parquet files, named as Hugging Face's hub names them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from service.arena.tables.parts import system_errors
from service.arena.votes.log import Row

# A file has at least this many bytes, except the last one. They are in memory while it is written, and Polars
# needs them several times over.
BYTES = 48_000_000
_ROWS = 16
"""The number of rows in a group. Larger groups take twice the memory."""


class Shards:
    """The files of the split ``train`` in a folder that does not exist yet."""

    def __init__(self, folder: Path, schema: Mapping[str, Any]) -> None:
        self._folder = folder
        self._schema = schema
        self._shards: list[Path] = []
        self._rows: list[Row] = []
        self._size = 0
        folder.mkdir()

    def add(self, rows: Sequence[Row], size: int) -> None:
        """Add rows with so many bytes."""
        self._rows += rows
        self._size += size
        if self._size >= BYTES:
            self._write()

    def finish(self) -> None:
        """Write the last file, and name all of them."""
        if self._rows:
            self._write()
        for number, shard in enumerate(self._shards):
            shard.rename(self._folder / f"train-{number:05}-of-{len(self._shards):05}.parquet")

    def _write(self) -> None:
        shard = self._folder / f"{len(self._shards)}.parquet"
        with system_errors():
            pl.DataFrame(self._rows, schema=self._schema).write_parquet(shard, row_group_size=_ROWS)
        self._shards.append(shard)
        self._rows, self._size = [], 0
