"""Text cells of CSV files, written so that no program takes them for something else, and read back exactly.

A spreadsheet takes a cell that begins with ``=``, ``+``, ``-`` or ``@`` for a formula, even if its column is
text. OWASP's remedy is an apostrophe before the text. A text that already begins with apostrophes and such a
sign gets one more, so that taking one away always gives the original. Texts that mean a missing value in
CSV, such as a model's name "None", get an apostrophe, too.
"""

from __future__ import annotations

import re

import polars as pl

from service.arena.missing import SPELLINGS

# What OWASP lists: the four signs, their full-width forms, tab and line breaks, also after quotes and spaces.
# The apostrophe is among the quotes. Without it, the escape could not be undone.
_RISKY = r"""["'\s]*[=+\-@＝＋－＠\t\r\n]"""  # noqa: RUF001 - the full-width forms are meant
_MISSING = rf"""['\s]*(?:{"|".join(map(re.escape, SPELLINGS))})\s*$"""
_ESCAPED = f"(?:{_RISKY}|{_MISSING})"


def escape(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame with an apostrophe before each text that means something else in CSV. Numbers stay."""
    risky = frame.select(pl.col(pl.String).str.contains(f"^{_ESCAPED}").any())
    # To look costs a sixth of a replacement, and most columns have no such text.
    names = [name for name in risky.columns if risky[name].any()]
    return frame.with_columns(pl.col(names).str.replace(f"^{_ESCAPED}", "'${0}"))


def unescape(frame: pl.DataFrame) -> pl.DataFrame:
    """Return the frame without the apostrophes that `escape` added."""
    return frame.with_columns(pl.col(pl.String).str.replace(f"^'({_ESCAPED})", "${1}"))
