"""Outcomes that a file does not write as words: a column for each outcome, or a rank for each side.

They become our words, as text, so that everything after this knows one kind of outcome. What is wrong becomes
a text that says so: it is refused like any unknown word, and `--value outcome:…` can give it a meaning.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import polars as pl

_HALF = 0.5
_FLAGS = {"true": "1", "yes": "1", "t": "1", "y": "1", "x": "1", "false": "0", "no": "0", "f": "0", "n": "0"}


def first(field: str, names: Sequence[str], present: Sequence[str]) -> pl.Expr:
    """Return a field as text from the first of the columns that has a value, null where none has."""
    columns = [pl.col(name) for name in names if name in present]
    return pl.coalesce([*columns, pl.lit(None, dtype=pl.String)]).alias(field)


def of_one_hot(columns: Mapping[str, pl.Expr]) -> pl.Expr:
    """Return the outcome whose column has a 1 (or true, yes, x).

    A half on both sides is a tie. ``none`` where no column has a 1, ``left and tie`` where several do.
    """
    words = {field.partition(".")[2]: _flag(column) for field, column in columns.items()}
    chosen = pl.concat_str(
        [pl.when(flag == 1).then(pl.lit(word)) for word, flag in words.items()],
        separator=" and ",
        ignore_nulls=True,
    )
    halves = pl.all_horizontal(words.get(side, pl.lit(0.0)) == _HALF for side in ("left", "right"))
    others = pl.any_horizontal(flag == 1 for flag in words.values())
    odd = pl.any_horizontal(~flag.is_in([0.0, _HALF, 1.0]).fill_null(value=False) for flag in words.values())
    uneven = pl.any_horizontal(flag == _HALF for flag in words.values())
    shown = pl.concat_str(
        [pl.concat_str(pl.lit(f"{field}="), column.fill_null("")) for field, column in columns.items()],
        separator=", ",
    )
    outcome = (
        pl.when(odd)
        .then(shown)
        .when(halves & ~others)
        .then(pl.lit("tie"))
        .when(uneven)
        .then(shown)
        .when(others)
        .then(chosen)
        .otherwise(pl.lit("none"))
    )
    return outcome.alias("outcome")


def of_ranks(left: pl.Expr, right: pl.Expr) -> pl.Expr:
    """Return the outcome of two ranks, of which the lower one wins; null where a rank is missing."""
    ours, theirs = (side.str.strip_chars().cast(pl.Float64, strict=False) for side in (left, right))
    numbers = ours.is_finite() & theirs.is_finite()
    outcome = (
        pl.when(left.is_null() | right.is_null())
        .then(None)
        .when(~numbers.fill_null(value=False))
        .then(pl.concat_str(pl.lit("ranks "), left, pl.lit(" and "), right))
        .when(ours < theirs)
        .then(pl.lit("left"))
        .when(ours > theirs)
        .then(pl.lit("right"))
        .otherwise(pl.lit("tie"))
    )
    return outcome.alias("outcome")


def translated(column: pl.Series, words: Mapping[str, str]) -> pl.Series:
    """Return the column with our words in place of the file's, whatever their case."""
    ours = {theirs.strip().casefold(): word for theirs, word in words.items()}
    texts = [text for text in column.drop_nulls().unique().to_list() if text.strip().casefold() in ours]
    return column.replace(texts, [ours[text.strip().casefold()] for text in texts]) if texts else column


def _flag(column: pl.Expr) -> pl.Expr:
    text = column.str.strip_chars().str.to_lowercase().replace(_FLAGS)
    return text.fill_null("0").cast(pl.Float64, strict=False)
