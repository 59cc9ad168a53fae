"""Parquet, a slice at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from pathlib import Path

import polars as pl

from service.arena.imports.readers.frames import BATCH, Batch, Progress, blank_to_null
from service.errors import Malformed


def read_parquet(path: Path, wanted: Collection[str], progress: Progress) -> Iterator[Batch]:
    """Yield the wanted columns of a Parquet file as text, in batches. A row's line is its place, from 1.

    Raise Malformed where the file is incomplete, or a wanted column has values that are not text or numbers.
    """
    size = path.stat().st_size
    try:
        table = pl.scan_parquet(path, glob=False)
        schema = table.collect_schema()
        chosen = table.select(_as_text(name, kind) for name, kind in schema.items() if name in wanted)
        rows = table.select(pl.len()).collect().item()
        for start in range(0, max(rows, 1), BATCH):
            frame = chosen.slice(start, BATCH).collect()
            end = min(start + BATCH, rows)
            yield Batch(blank_to_null(frame), pl.int_range(start + 1, end + 1, eager=True), [])
            progress(size * end // max(rows, 1))
    except (pl.exceptions.PolarsError, OSError) as error:
        reason = str(error).partition("\n")[0]
        raise Malformed(f"the file cannot be read as Parquet ({reason}); nothing was imported") from None


def _as_text(name: str, kind: pl.DataType) -> pl.Expr:
    column = pl.col(name)
    if isinstance(kind, pl.List) and kind.inner == pl.String:
        return column.list.eval(pl.element().str.replace_all(";", " ", literal=True)).list.join(";")
    if isinstance(kind, pl.Datetime):
        moment = column.dt.convert_time_zone("UTC") if kind.time_zone else column
        return moment.dt.strftime("%Y-%m-%dT%H:%M:%S%.6fZ")
    if kind.is_nested() or kind == pl.Binary:
        raise Malformed(f"the column {name!r} contains neither text, numbers nor lists of text")
    return column.cast(pl.String)
