"""From the rows of a tool that keeps several votes in one row to rows of one vote each.

This goes row by row in Python, at some microseconds a vote; files whose rows are votes need none of it.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Callable, Iterable, Iterator, Mapping

import polars as pl

from service.arena.imports.readers.frames import Batch, Refused, part_of
from service.errors import Invalid

Row = Mapping[str, str | None]
# The fields of one vote under our names; what is left out stays as it is in the file.
Vote = Mapping[str, str | None]
Votes = Callable[[Row], Iterable[Vote]]

# The column that tells votes from the other rows of a log: every vote has this text in it.
IS_VOTE = "is_vote"
YES = "yes"


def reshaping(votes: Votes) -> Callable[[Batch], Batch]:
    """Return a function that replaces each row of a batch by its votes.

    The columns of the file stay beside the new ones, so that ``--map`` can name them. A row without votes
    stays, too, as one that is no vote: a filter on IS_VOTE counts it.
    """

    def reshape(batch: Batch) -> Batch:
        places, lines, fields = list[int](), list[int](), list[Vote]()
        refused = list(batch.refused)
        for place, (line, row) in enumerate(batch.rows()):
            try:
                found = [*votes(row)]
            except Invalid as error:
                refused.append(Refused(line, error.detail))
                continue
            fields += [{**one, IS_VOTE: YES} for one in found] or [{}]
            places += [place] * (len(found) or 1)
            lines += [part_of(line, part) for part in range(len(found) or 1)]
        return Batch(_beside(batch.frame[places], fields), pl.Series(lines, dtype=pl.Int64), refused)

    return reshape


def _beside(frame: pl.DataFrame, fields: list[Vote]) -> pl.DataFrame:
    names = dict.fromkeys([IS_VOTE, *(name for one in fields for name in one)])
    new = [pl.Series(name, [one.get(name) for one in fields], dtype=pl.String) for name in names]
    return frame.with_columns(new)


def with_outcome(batch: Batch, left: str, right: str) -> Batch:
    """Return the batch with the outcome of two columns of scores, of which the higher one wins.

    Rows without both of them are no votes.
    """
    ours, theirs = (pl.col(name).cast(pl.Float64, strict=False) for name in (left, right))
    outcome = pl.when(ours > theirs).then(pl.lit("left")).when(ours < theirs).then(pl.lit("right"))
    frame = batch.frame.with_columns(
        outcome.otherwise(pl.lit("tie")).alias("outcome"),
        pl.when(ours.is_finite() & theirs.is_finite()).then(pl.lit(YES)).alias(IS_VOTE),
    )
    return batch._replace(frame=frame)


def parsed(cell: str | None) -> object:
    """Return the value of a cell with JSON, or with a list as Python prints it; None for anything else."""
    if cell is None:
        return None
    try:
        return json.loads(cell)
    except ValueError:
        pass
    try:
        return ast.literal_eval(cell) if cell.startswith(("[", "(", "{")) else None
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return None


def at(value: object, *path: str | int) -> object:
    """Return what stands at a path of keys and indices, None where there is nothing."""
    for step in path:
        if isinstance(value, dict) and isinstance(step, str):
            value = value.get(step)
        elif isinstance(value, list | tuple) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return None
    return value


def text(value: object) -> str | None:
    """Return a value as a cell would hold it, null for nothing and for empty text."""
    if value is None or value == "":
        return None
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def items(value: object) -> list[object]:
    """Return the items of a list, none for anything else."""
    return [*value] if isinstance(value, list | tuple) else []


def texts(value: object) -> list[str]:
    """Return the items of a list as texts."""
    return [text(one) or "" for one in items(value)]


def first(row: Mapping[str, object], names: Iterable[str]) -> str | None:
    """Return the first of the members that has a value."""
    return next(values(row, names), None)


def values(row: Mapping[str, object], names: Iterable[str]) -> Iterator[str]:
    """Yield the values of the members that have one."""
    for name in names:
        found = text(row.get(name))
        if found is not None:
            yield found


def pair(row: Mapping[str, object], sides: Iterable[tuple[str, str]]) -> tuple[str, str] | None:
    """Return the values of the first two members that both have one, None where no two have."""
    for left, right in sides:
        both = text(row.get(left)), text(row.get(right))
        if both[0] is not None and both[1] is not None:
            return both[0], both[1]
    return None


def ranking(models: list[str], ranks: list[str]) -> Vote:
    """Return the fields of a ranking: models, and a rank for each, of which a lower one is better."""
    return {"models": json.dumps(models, ensure_ascii=False), "ranks": f"[{', '.join(ranks)}]"}
