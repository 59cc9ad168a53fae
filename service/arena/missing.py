"""What stands in a cell where nothing was there, in the files of other tools; the only list of it."""

from __future__ import annotations

import polars as pl

_WORDS = ("nan", "none", "null", "n/a", "#n/a", "<na>", "na", "nat", "-")
# Each word as tools write it: a comparison without regard to case would take eight times as long.
SPELLINGS = sorted(
    {"NaN", "NaT", "-nan", "-NaN"}
    | {spelling for word in _WORDS for spelling in (word, word.upper(), word.capitalize())}
)


def without_missing(frame: pl.DataFrame, *, padded: bool = True) -> pl.DataFrame:
    """Return the frame of texts with null in place of empty ones, and of words for a missing value.

    ``padded`` is whether such words may have spaces around them.
    """
    missing = pl.all().is_in(["", *SPELLINGS])
    if padded:
        missing |= pl.all().str.strip_chars().is_in(SPELLINGS)
    return frame.with_columns(pl.when(~missing).then(pl.all()))
