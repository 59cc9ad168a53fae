"""Parquet files of any length, written part by part and joined at the end."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory, gettempdir
from typing import BinaryIO

import polars as pl

from service.blobs.files import translated


class TableParts:
    """Parts of a table in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._count = 0

    def add(self, part: bytes) -> None:
        """Add rows: a Parquet file with the columns of all others."""
        (self._folder / f"{self._count:09}.parquet").write_bytes(part)
        self._count += 1

    @contextmanager
    def joined(self) -> Iterator[BinaryIO]:
        """Yield the whole table as one Parquet file. There must be at least one part."""
        whole = self._folder / "whole"
        with system_errors():
            pl.scan_parquet(self._folder / "*.parquet").sink_parquet(whole)
        with whole.open("rb") as file:
            yield file


@contextmanager
def table_parts() -> Iterator[TableParts]:
    """Yield an empty table in a temporary folder. Raise StorageFull or Unavailable if that cannot take it."""
    with translated(gettempdir()), TemporaryDirectory(prefix="arena-export-") as folder:
        yield TableParts(Path(folder))


@contextmanager
def system_errors() -> Iterator[None]:
    """Raise OSError for what the system says, which Polars passes on as a text."""
    try:
        yield
    except pl.exceptions.ComputeError as error:
        number = re.search(r"\(os error (\d+)\)", str(error))
        if number is None:
            raise
        raise OSError(int(number[1]), os.strerror(int(number[1]))) from error
