"""A column of times: its common forms column by column, all others text by text.

Both ways read a text as `moments` does, or not at all.
"""

from __future__ import annotations

import polars as pl

from service.arena import moments
from service.arena.imports.votes import rules
from service.arena.imports.votes.label_encoding import LabelEncoder

# The forms of ISO 8601 that programs write, in UTC, and how each is read to the second.
_ISO = (
    (r"^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:[0-5]\d(\.\d+)?(Z|\+00:00)?$", "%Y-%m-%d %H:%M:%S", 19),
    (r"^\d{8}[T ]\d{4}[0-5]\d(\.\d+)?(Z|\+00:00)?$", "%Y%m%d %H%M%S", 15),
)
# Finer fractions are cut off, as Python does.
_FRACTION = r"(\.\d{1,6})"


class TimeColumn:
    """Reads the times of a file, batch by batch, as microseconds; times after ``now`` are in the future."""

    def __init__(self, now: int, *, excel: bool) -> None:
        self._now = now
        self._excel = excel
        self._others = LabelEncoder(lambda text: rules.moment_of(text, now, excel=excel), pl.Int64)

    def of(self, column: pl.Series) -> pl.Series:
        """Return the time of each text, null where it is none."""
        times = _of_numbers(column, excel=self._excel)
        for pattern, form, length in _ISO:
            if times.null_count() > column.null_count():
                times = times.fill_null(_of_iso(column, pattern, form, length))
        # A client's clock may run a little ahead: how much is a matter of the rule.
        times = times.set(times > self._now, None)
        unclear = column.set(times.is_not_null(), None)
        return times.fill_null(self._others.of(unclear))


def _of_numbers(column: pl.Series, *, excel: bool) -> pl.Series:
    number, times = pl.col("number"), pl.lit(None, dtype=pl.Float64)
    for scale, (first, last) in moments.SCALES.items():
        times = pl.when(number.is_between(first, last, closed="left")).then(number * scale).otherwise(times)
    if excel:
        days = ((number - moments.EXCEL_EPOCH) * 86_400_000).round() * 1000
        times = pl.when(number.is_between(*moments.EXCEL_DAYS, closed="left")).then(days).otherwise(times)
    numbers = column.cast(pl.Float64, strict=False).alias("number").to_frame()
    return numbers.select(times.round().cast(pl.Int64, strict=False).alias(column.name)).to_series()


def _of_iso(column: pl.Series, pattern: str, form: str, length: int) -> pl.Series:
    fits = column.set(~column.str.contains(pattern), None).alias("text").to_frame()
    text = pl.col("text")
    seconds = text.str.head(length).str.replace("T", " ", literal=True).str.to_datetime(
        form, strict=False, time_unit="us"
    )  # fmt: skip
    fraction = (text.str.extract(_FRACTION).cast(pl.Float64) * 1e6).round().fill_null(0)
    return fits.select((seconds.cast(pl.Int64) + fraction.cast(pl.Int64)).alias(column.name)).to_series()
