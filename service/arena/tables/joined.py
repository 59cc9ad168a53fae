"""What tables of votes have beside the votes' own columns: names for ids, and prompt categories."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from service.domain.axes import PromptCategory


def categories_frame(categories: Mapping[int, PromptCategory]) -> pl.DataFrame:
    """Return prompt categories, to be joined by ``stratum_id``."""
    return pl.DataFrame(
        {
            "stratum_id": list(categories),
            "themes": [list(one.themes) for one in categories.values()],
            "language": [one.language or None for one in categories.values()],
        },
        schema={"stratum_id": pl.Int64, "themes": pl.List(pl.String), "language": pl.String},
    )


def named(column: str, names: Mapping[int, str]) -> pl.Expr:
    """Return a column of ids as one of names."""
    return pl.col(column).replace_strict(names, return_dtype=pl.String)
