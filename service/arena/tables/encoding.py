"""The one encoder of tables: a frame with typed columns, and its bytes in each format.

Parquet has the types as they are: times with their zone, dates, lists. In the text formats, times are
RFC 3339 in UTC with microseconds, as in JSON, and dates ``YYYY-MM-DD``. CSV has no lists and no formulas:
lists become one cell, and texts that a spreadsheet would run are escaped (`service.arena.csv_cells`).
"""

from __future__ import annotations

import io
from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, TypeAlias

import polars as pl

from service.arena import csv_cells

TableKind = Literal["csv", "ndjson", "parquet"]
Type: TypeAlias = pl.DataType | pl.datatypes.DataTypeClass | type[str] | type[float] | type[int] | None
"""The type of a column; None where the values show it."""
Schema = Mapping[str, Type]

MEDIA_TYPES: Mapping[str, str] = {
    "csv": "text/csv; charset=utf-8",
    "ndjson": "application/x-ndjson",
    "parquet": "application/vnd.apache.parquet",
}
TIME = pl.Datetime("us", "UTC")
MARK = b"\xef\xbb\xbf"
"""The byte-order mark, without which Excel takes UTF-8 for the encoding of its own country."""

# Between several values in one cell, such as themes; no theme can contain it.
SEPARATOR = ";"
# Columns of lists whose order counts: in CSV, they are JSON.
_JSON = frozenset(("models", "ranks"))
_TIME_TEXT = "%Y-%m-%dT%H:%M:%S%.6fZ"


def frame_of(rows: Sequence[Mapping[str, object]], schema: Schema) -> pl.DataFrame:
    """Return rows as a frame with these columns, also if there are none."""
    return pl.DataFrame(list(rows), schema=dict(schema), infer_schema_length=None)


def encode(frame: pl.DataFrame, kind: str, *, excel: bool = False, first: bool = True) -> bytes:
    """Return a frame in ``csv``, ``ndjson`` or ``parquet``.

    With ``excel``, CSV begins with a byte-order mark. If it is not the ``first`` part of a file, it has no
    header.
    """
    target = io.BytesIO()
    if kind == "parquet":
        frame.write_parquet(target)
        return target.getvalue()
    frame = frame.with_columns(_texts(frame))
    if kind == "ndjson":
        frame.write_ndjson(target)
        return target.getvalue()
    csv_cells.escape(frame.with_columns(_cells(frame))).write_csv(target, include_header=first)
    return (MARK if excel and first else b"") + target.getvalue()


def _texts(frame: pl.DataFrame) -> Iterator[pl.Expr]:
    """Yield the columns of times and dates as text."""
    for name, kind in frame.schema.items():
        if isinstance(kind, pl.Datetime):
            yield pl.col(name).dt.strftime(_TIME_TEXT)
        elif kind == pl.Date:
            yield pl.col(name).dt.strftime("%Y-%m-%d")


def _cells(frame: pl.DataFrame) -> Iterator[pl.Expr]:
    """Yield the columns of lists as text: rankings as JSON, since their order counts, others separated."""
    for name, kind in frame.schema.items():
        if name in _JSON and isinstance(kind, pl.List):
            quote = '"' if kind.inner == pl.String else ""  # slugs have nothing to escape
            items = pl.col(name).cast(pl.List(pl.String)).list.join(f"{quote},{quote}")
            yield pl.format(f"[{quote}{{}}{quote}]", items).alias(name)
        elif isinstance(kind, pl.List):
            yield pl.col(name).list.join(SEPARATOR)
