"""Parquet, a slice at a time."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

import polars as pl

from service.arena.imports.readers.frames import BATCH, SAMPLE, Batch, Content, Progress, Refused
from service.arena.imports.readers.paths import Path, follow, in_cells, resolved
from service.arena.imports.readers.spools import LocalFile
from service.arena.imports.readers.values import as_text
from service.arena.missing import without_missing
from service.errors import Invalid, Malformed

_ITEMS = 4
# Of columns with images, so many rows are read at a time: a few hundred megabytes.
_BATCH_OF_BYTES = 500
# The sample of a larger file leaves them out: polars would read some hundred megabytes for it.
_SMALL = 1 << 26

Kind = pl.DataType | pl.datatypes.DataTypeClass


def open_parquet(file: LocalFile) -> Content:
    """Return the rows of a Parquet file. A row's line is its place, from 1.

    Lists and objects become JSON. Raise polars' errors where the file is incomplete or something else. A
    page whose damaged header names billions of values ends the process: polars asks for the memory, and
    nothing catches that. So servers read uploads in processes of their own.
    """
    table = pl.scan_parquet(file.path, glob=False)
    schema: dict[str, Kind] = dict(table.collect_schema())
    is_small = file.path.stat().st_size <= _SMALL
    names = [name for column, kind in schema.items() for name in (column, *_inside(column, kind))]

    def read(wanted: Collection[str], progress: Progress) -> Iterator[Batch]:
        return _read(file, schema, resolved(wanted, schema), progress)

    shown = {
        name: path
        for name, path in resolved(names, schema).items()
        if is_small or not may_be_images(schema[path.column])
    }
    kinds = {path.column: schema[path.column] for path in shown.values()}
    first = table.select(_plain(name, kind) for name, kind in kinds.items()).head(SAMPLE).collect()
    return Content(tuple(names), _batch(first, 1, 1 + first.height, shown).first(), (), read)


def _inside(path: str, kind: Kind) -> Iterator[str]:
    """Yield the paths below a column; of a list, those of its first items."""
    inner: list[tuple[str, Kind]] = []
    if isinstance(kind, pl.Struct):
        inner = [(f"{path}.{field.name}", field.dtype) for field in kind.fields]
    elif isinstance(kind, pl.List | pl.Array):
        inner = [(f"{path}[{i}]", kind.inner) for i in range(_ITEMS)]
    for name, deeper in inner:
        yield name
        yield from _inside(name, deeper)


def may_be_images(kind: Kind) -> bool:
    """Return whether a column has bytes in it."""
    return "Binary" in str(kind)


def _read(
    file: LocalFile, schema: Mapping[str, Kind], paths: Mapping[str, Path], progress: Progress
) -> Iterator[Batch]:
    table = pl.scan_parquet(file.path, glob=False)
    size = file.path.stat().st_size
    rows = table.select(pl.len()).collect().item()
    kinds = {path.column: schema[path.column] for path in paths.values()}
    chosen = table.select(_plain(name, kind) for name, kind in kinds.items())
    step = _BATCH_OF_BYTES if any(map(may_be_images, kinds.values())) else BATCH
    for start in range(0, max(rows, 1), step):
        end = min(start + step, rows)
        frame = chosen.slice(start, step).collect()
        if kinds and frame.height != end - start:
            raise Malformed("the Parquet file is cut off; nothing was imported")
        yield _batch(frame, start + 1, end + 1, paths)
        progress(size * end // max(rows, 1))


def _batch(frame: pl.DataFrame, first: int, last: int, paths: Mapping[str, Path]) -> Batch:
    refused: dict[int, str] = {}
    texts = pl.DataFrame([_texts(frame[path.column], path, refused) for path in paths.values()])
    lines = pl.int_range(first, last, eager=True).alias("line")
    if refused:
        good = ~pl.int_range(frame.height, eager=True).is_in(list(refused))
        texts, lines = texts.filter(good), lines.filter(good)
    return Batch(
        without_missing(texts), lines, [Refused(first + i, reason) for i, reason in sorted(refused.items())]
    )


def _texts(column: pl.Series, path: Path, refused: dict[int, str]) -> pl.Series:
    """Return what a path leads to as text; note the rows in which that is impossible."""
    if column.dtype == pl.String:
        cells = in_cells(column.to_frame(), [path])[path.text] if path.steps else column
        return cells.alias(path.text)
    texts: list[str | None] = [None] * len(column)
    for i, value in enumerate(column.to_list()):
        try:
            texts[i] = as_text(follow(value, path.steps))
        except Invalid as error:
            refused[i] = f"{path.text} {error.detail}"
    return pl.Series(path.text, texts, dtype=pl.String)


def _plain(name: str, kind: Kind) -> pl.Expr:
    """Return a column as text, where polars has the same text for it as JSON; otherwise as it is."""
    column = pl.col(name)
    if isinstance(kind, pl.Datetime):
        moment = column.dt.convert_time_zone("UTC") if kind.time_zone else column
        return moment.dt.strftime("%Y-%m-%dT%H:%M:%S%.6fZ")
    as_it_is = pl.Struct | pl.List | pl.Array | pl.Binary | pl.Duration | pl.Object
    return column if isinstance(kind, as_it_is) else column.cast(pl.String)
