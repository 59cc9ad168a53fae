"""Rows as tables of polars and pandas, which are imported only when they are asked for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl


def record(row: Any) -> dict[str, Any]:
    """Return a dataclass as one row: a price becomes three columns."""
    values = {field.name: getattr(row, field.name) for field in fields(row)}
    price = values.pop("price", None)
    parts = {name: getattr(price, name, None) for name in ("amount", "currency", "provider")}
    return {**values, "price": parts["amount"], **{name: parts[name] for name in ("currency", "provider")}}


def polars_frame(rows: Sequence[Mapping[str, Any]], columns: Sequence[str] | None = None) -> pl.DataFrame:
    """Return rows as a table of polars. All rows count for the types: the first price may be missing."""
    import polars  # noqa: ICN001, PLC0415 - an extra

    return polars.DataFrame(rows, schema=None if rows else columns, infer_schema_length=None)


def pandas_frame(rows: Sequence[Mapping[str, Any]], columns: Sequence[str] | None = None) -> pd.DataFrame:
    """Return rows as a table of pandas."""
    import pandas  # noqa: ICN001, PLC0415 - an extra

    return pandas.DataFrame(list(rows), columns=None if rows else columns)
