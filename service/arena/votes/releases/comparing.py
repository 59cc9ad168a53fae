"""A table of a release compared with the same one made again, cell by cell."""

from __future__ import annotations

import polars as pl

from service.arena.boards.refits.checking import TOLERANCE
from service.errors import Damaged

EXACT = frozenset(("score", "mu", "sigma", "win_rate", "win_rate_a"))
"""Numbers of the fold, which have the same bits on every machine. The fits round to thousandths of a point,
and the last digit may depend on the processor."""

_KEYS = ("axis", "model", "model_a", "model_b", "above", "below")


def compare(name: str, released: pl.DataFrame, again: pl.DataFrame) -> int:
    """Return how many cells were compared. Raise Damaged that names the first one that differs."""
    unknown = [column for column in released.columns if column not in again.columns]
    if unknown:
        raise Damaged(f"{name}: this program does not know the column {unknown[0]}")
    if not released.width:
        raise Damaged(f"{name}: it has no columns")
    if released.height != again.height:
        raise Damaged(f"{name}: it has {released.height} rows, and the votes give {again.height}")
    # A release of a program that knew fewer columns is as good.
    again = again.select(released.columns)
    differing = pl.DataFrame(
        {column: _differ(released[column], again[column]) for column in released.columns}
    )
    rows = differing.select(pl.any_horizontal(pl.all())).to_series().arg_true()
    if len(rows):
        row = int(rows[0])
        column = next(column for column in differing.columns if differing[column][row])
        raise Damaged(_sentence(name, released, again, row, column))
    return released.height * released.width


def _differ(released: pl.Series, again: pl.Series) -> pl.Series:
    """Return which cells differ."""
    if released.dtype != again.dtype:
        return pl.Series([True] * len(released), dtype=pl.Boolean)
    exactly = released.ne_missing(again)
    if released.dtype != pl.Float64 or released.name in EXACT:
        return exactly
    return exactly & ~((released - again).abs() <= TOLERANCE).fill_null(value=False)


def _sentence(name: str, released: pl.DataFrame, again: pl.DataFrame, row: int, column: str) -> str:
    keys = ", ".join(str(again[key][row]) for key in _KEYS if key in again.columns)
    return f"{name}: {keys}: {column} is {released[column][row]!r}, and the votes give {again[column][row]!r}"
