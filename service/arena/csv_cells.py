"""Text cells of CSV files, written so that no spreadsheet runs them as a formula, and read back exactly.

A spreadsheet takes a cell that begins with ``=``, ``+``, ``-`` or ``@`` for a formula, even if its column is
text. OWASP's remedy is an apostrophe before the text. A text that already begins with apostrophes and such a
sign gets one more, so that taking one away always gives the original.
"""

from __future__ import annotations

import polars as pl

# What OWASP lists: the four signs, their full-width forms, tab and line breaks, also after quotes and spaces.
# The apostrophe is among the quotes. Without it, the escape could not be undone.
_RISKY = r"""["'\s]*[=+\-@＝＋－＠\t\r\n]"""  # noqa: RUF001 - the full-width forms are meant


def escape(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with an apostrophe before each text that could be a formula. Numbers stay."""
    return frame.with_columns(pl.col(pl.String).str.replace(f"^{_RISKY}", "'${0}"))


def unescape(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame without the apostrophes that `escape` added."""
    return frame.with_columns(pl.col(pl.String).str.replace(f"^'({_RISKY})", "${1}"))
