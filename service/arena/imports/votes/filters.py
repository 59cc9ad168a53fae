"""Which rows of a file are wanted."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True, slots=True)
class Filter:
    """Keeps the rows whose column is equal to a text, in which ``*`` stands for any text."""

    column: str
    value: str

    def keeps(self, frame: pl.DataFrame) -> pl.Expr:
        """Return whether each row of the frame is kept. Each distinct text is checked once."""
        if self.column not in frame.columns:
            return pl.lit(value=False)
        texts = frame[self.column].drop_nulls().unique()
        return pl.col(self.column).is_in([text for text in texts if _matches(text, self.value)])


def _matches(text: str, pattern: str) -> bool:
    """Return whether a text matches a pattern, in which ``*`` stands for any text."""
    first, *rest = pattern.split("*")
    if not rest:
        return text == pattern
    *middle, last = rest
    if not text.startswith(first) or not text.endswith(last) or len(text) < len(first) + len(last):
        return False
    at, end = len(first), len(text) - len(last)
    for part in middle:
        at = text.find(part, at, end)
        if at < 0:
            return False
        at += len(part)
    return True
