"""Tables of lists: their columns are the fields of the shape that each item has in JSON.

A field with fields of its own becomes a column for each of them: the license's ``name`` is ``license_name``.
An object in a list becomes a text: a target is ``theme=food votes=500``. Times become times and dates
dates, so that what reads a Parquet file need not parse them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from types import UnionType
from typing import Annotated, Any, Literal, Union, get_args, get_origin, get_type_hints

import polars as pl

from service.arena.tables.encoding import TIME, Type, frame_of
from service.http.schemas.base import Moment, Out

_PLAIN: Mapping[object, pl.datatypes.DataTypeClass] = {
    str: pl.String,
    int: pl.Int64,
    float: pl.Float64,
    bool: pl.Boolean,
    date: pl.Date,
}
_TIME_TEXT = "%Y-%m-%dT%H:%M:%S%.fZ"


def shape_frame(
    shape: type[Out], items: Sequence[Out], more: Mapping[str, object] | None = None
) -> pl.DataFrame:
    """Return items of a shape as a frame, with ``more`` columns that are the same in every row at its end."""
    schema = columns_of(shape)
    stored = {name: pl.String if kind == TIME else kind for name, kind in schema.items()}
    rows = [{name: cell for name, cell in _cells(item.model_dump()) if name in stored} for item in items]
    times = [name for name, kind in schema.items() if kind == TIME]
    frame = frame_of(rows, stored).with_columns(
        pl.col(times).str.to_datetime(_TIME_TEXT, time_unit="us", time_zone="UTC")
    )
    return frame.with_columns(constants(more or {}))


def constants(values: Mapping[str, object]) -> Iterator[pl.Expr]:
    """Yield columns that have the same value in every row; those without a value are texts."""
    for name, value in values.items():
        kind = pl.Int64 if isinstance(value, int) else pl.String
        yield pl.lit(value, kind).alias(name)


@cache
def columns_of(shape: type[Out]) -> dict[str, Type]:
    """Return the columns of a table of such items, and their types."""
    columns: dict[str, Type] = {}
    for name, hint in get_type_hints(shape, include_extras=True).items():
        if name in shape.model_fields:
            columns |= _columns(name, hint)
    return columns


def _columns(name: str, hint: Any) -> dict[str, Type]:
    kind = _kind(hint)
    if kind == Moment:
        return {name: TIME}
    if isinstance(kind, type) and issubclass(kind, Out):
        return {f"{name}_{inner}": one for inner, one in columns_of(kind).items()}
    if get_origin(kind) is list:
        return {name: pl.List(_PLAIN.get(get_args(kind)[0], pl.String))}
    return {name: pl.String if get_origin(kind) is Literal else _PLAIN[kind]}


def _kind(hint: Any) -> Any:
    """Return the type of a field without None and without what is said about it; times stay Moments."""
    kind = next(one for one in _choices(hint) if one is not type(None))
    return kind if kind == Moment or get_origin(kind) is not Annotated else _kind(get_args(kind)[0])


def _choices(hint: Any) -> tuple[Any, ...]:
    """Return the types of a field; those of `X | None` are both."""
    return get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)


def _cells(values: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    for name, value in values.items():
        if isinstance(value, Mapping):
            yield from ((f"{name}_{inner}", one) for inner, one in _cells(value))
        elif isinstance(value, list):
            yield name, [_text(one) if isinstance(one, Mapping) else one for one in value]
        else:
            yield name, value


def _text(values: Mapping[str, object]) -> str:
    return " ".join(f"{name}={value}" for name, value in values.items() if value is not None)
