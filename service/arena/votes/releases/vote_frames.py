"""Votes as a release has them: from rows of the public log to tables, and back to what the fold reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import polars as pl

from service.arena.archive import frames
from service.arena.votes.log import Row
from service.domain.axes import PromptCategory
from service.domain.rankings import comparisons
from service.domain.votes import OUTCOMES, RANKED, outcome_label
from service.errors import Damaged
from service.rating.log_arrays import LogArrays

TIME = pl.Datetime("us", "UTC")
SCHEMA: dict[str, Any] = {
    "position": pl.Int64,
    "model_left": pl.String,
    "model_right": pl.String,
    "outcome": pl.String,
    "themes": pl.List(pl.String),
    "language": pl.String,
    "prompt_id": pl.Int64,
    "voted_at": TIME,
    "voided_at": TIME,
    "void_reason": pl.String,
    "models": pl.List(pl.String),
    "ranks": pl.List(pl.Int64),
    "voter_number": pl.Int64,
    "probability": pl.Float64,
}
"""The columns of the public log, without ids that lead to other systems. Times are typed."""

_TIMES = ("voted_at", "voided_at")
_OUTCOMES = {**{name: int(code) for name, code in OUTCOMES.items()}, outcome_label(RANKED): RANKED}
_SEPARATOR = ";"
_IDS = {**frames.SCHEMA, "voter": pl.Int64}
_ARRAYS = ("position", "model_left", "model_right", "outcome", "category_id", "prompt_id", "voter")


def of_rows(rows: Sequence[Row]) -> pl.DataFrame:
    """Return rows of the public log as a table."""
    texts = {**SCHEMA, **dict.fromkeys(_TIMES, pl.String)}
    frame = pl.DataFrame([[row[name] for name in texts] for row in rows], schema=texts, orient="row")
    return frame.with_columns(
        pl.col(name).str.to_datetime("%Y-%m-%dT%H:%M:%S%.6fZ", time_unit="us", time_zone="UTC")
        for name in _TIMES
    )


def check(frame: pl.DataFrame, first: int) -> None:
    """Raise Damaged unless a table has the columns of votes, and positions without gaps from ``first`` on."""
    if dict(frame.schema) != SCHEMA:
        raise Damaged("its columns are not those of votes")
    positions = frame["position"]
    if not positions.equals(pl.Series("position", range(first, first + frame.height), dtype=pl.Int64)):
        raise Damaged(f"its positions are not those from {first} on, without gaps")


def counting(
    frame: pl.DataFrame, models: Mapping[str, int], categories: Mapping[PromptCategory, int]
) -> pl.DataFrame:
    """Return the votes that count with ids in place of names, as `frames` has them, and with their voters.

    Raise Damaged for a model, an outcome or a category that the release does not know.
    """
    known = {(_SEPARATOR.join(one.themes), one.language): id_ for one, id_ in categories.items()}
    keys = pl.DataFrame(
        [(*key, id_) for key, id_ in known.items()],
        schema={"themes": pl.String, "language": pl.String, "category_id": pl.Int32},
        orient="row",
    )
    old, new = list(models), pl.Series(list(models.values()), dtype=pl.Int32)
    named = ("model_left", "model_right")
    counted = (
        frame.filter(pl.col("voided_at").is_null())
        .with_columns(pl.col("themes").list.join(_SEPARATOR), pl.col("language").fill_null(""))
        .join(keys, on=("themes", "language"), how="left", maintain_order="left")
        .with_columns(
            pl.col(*named).replace_strict(old, new, default=None),
            pl.col("models").list.eval(pl.element().replace_strict(old, new, default=None)),
            pl.col("ranks").cast(pl.List(pl.Int32)),
            pl.col("outcome").replace_strict(_OUTCOMES, default=None, return_dtype=pl.Int8),
            pl.col("voted_at").to_physical(),
            pl.col("prompt_id").cast(pl.Int32),
            pl.col("voter_number").alias("voter"),
        )
    )
    if any(counted[name].has_nulls() for name in (*named, "outcome", "category_id")):
        raise Damaged("it names a model, an outcome or a category that the release does not know")
    if counted["models"].list.eval(pl.element().is_null()).list.any().any():
        raise Damaged("a ranking names a model that the release does not know")
    lists = list(frames.LISTS) if (counted["outcome"] == RANKED).any() else []
    return counted.select(*_IDS, *lists)


def arrays(counted: pl.DataFrame) -> LogArrays:
    """Return the votes that count as fits of a whole log read them."""
    plain = frames.without_rankings(counted, comparisons)
    columns = (plain[name].cast(pl.Int64).fill_null(0).to_numpy() for name in _ARRAYS)
    return LogArrays(*columns)
