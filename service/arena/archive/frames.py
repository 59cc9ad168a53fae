"""Votes of a log as a table: from the database's rows to the Parquet file of a segment, and back."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping, Sequence

import polars as pl

from service.arena.recording.folding import CHUNK
from service.db.engine import ReadSession
from service.db.queries.log import rankings as log_rankings
from service.db.queries.log import segments as log_segments
from service.domain.rankings import Ranking
from service.domain.votes import RANKED
from service.errors import Damaged

# What a segment holds, in order. Nothing here ever changes or identifies a voter: void votes are marked in
# the database, and only it knows who voted and by which external id. Models that were merged after a vote was
# sealed have their former ids here.
SCHEMA = {
    "position": pl.Int64,
    "model_left": pl.Int32,
    "model_right": pl.Int32,
    "outcome": pl.Int8,
    "category_id": pl.Int32,
    "prompt_id": pl.Int32,
    "voted_at": pl.Int64,
}
LISTS = {"models": pl.List(pl.Int32), "ranks": pl.List(pl.Int32)}
"""Further columns of a table with rankings, null for votes on a pair. Other tables lack them, as they did
before there were rankings, so that their files stay the same."""


def read(session: ReadSession, arena_id: int, after: int, upto: int, dropped: int = 0) -> pl.DataFrame:
    """Return the database's votes from after one position up to another, all but those that were dropped.

    Raise Damaged if the log lacks one.
    """
    parts = [pl.DataFrame(schema=SCHEMA)]
    for start in range(after, upto, CHUNK):
        end = min(start + CHUNK, upto)
        rows = log_segments.to_seal(session, arena_id, start, end)
        frame = pl.DataFrame(rows, schema=SCHEMA, orient="row")
        if (frame["outcome"] == RANKED).any():
            frame = _with_rankings(frame, log_rankings.between(session, arena_id, start, end))
        parts.append(frame)
    frame = pl.concat(parts, how="diagonal")
    if missing := upto - after - dropped - frame.height:
        raise Damaged(f"the log lacks {missing} votes of positions {after + 1} to {upto}")
    return frame


def _with_rankings(frame: pl.DataFrame, known: Mapping[int, Ranking[int]]) -> pl.DataFrame:
    rows = [(position, list(one.models), list(one.ranks)) for position, one in known.items()]
    ranked = pl.DataFrame(rows, schema={"position": pl.Int64, **LISTS}, orient="row")
    return frame.join(ranked, on="position", how="left", maintain_order="left")


def encode(frame: pl.DataFrame) -> bytes:
    """Return votes as a Parquet file: the same bytes for the same votes."""
    target = io.BytesIO()
    frame.write_parquet(target, compression="zstd", compression_level=9)
    return target.getvalue()


def decode(data: bytes, columns: Sequence[str] = tuple(SCHEMA)) -> pl.DataFrame:
    """Return some columns of the votes of a Parquet file, and those of rankings if it has any."""
    present = pl.read_parquet_schema(io.BytesIO(data))
    return pl.read_parquet(io.BytesIO(data), columns=[*columns, *(name for name in LISTS if name in present)])


def without_rankings(
    frame: pl.DataFrame, rows_of: Callable[[Ranking[int]], Iterable[tuple[int, int, int]]]
) -> pl.DataFrame:
    """Return the votes in log order with some rows, of models and outcome, in place of each ranking."""
    if "models" not in frame.columns:
        return frame
    is_ranked = pl.col("outcome") == RANKED
    sides = ("model_left", "model_right", "outcome")
    rows = [
        {**vote, **dict(zip(sides, row, strict=True))}
        for vote in frame.filter(is_ranked).iter_rows(named=True)
        for row in rows_of(Ranking(tuple(vote["models"]), tuple(vote["ranks"])))
    ]
    plain = frame.drop(*LISTS)
    instead = pl.DataFrame(rows, schema={**plain.schema, **LISTS}).drop(*LISTS)
    return pl.concat([plain.filter(~is_ranked), instead]).sort("position", maintain_order=True)


def with_merged(frame: pl.DataFrame, merged: Mapping[int, int]) -> pl.DataFrame:
    """Return votes with the ids of models that others were merged into, in place of the others' ids."""
    if not merged:
        return frame
    frame = frame.with_columns(pl.col("model_left", "model_right").replace(merged))
    if "models" not in frame.columns:
        return frame
    return frame.with_columns(pl.col("models").list.eval(pl.element().replace(merged)))


def counting(frame: pl.DataFrame, voided: Sequence[int]) -> pl.DataFrame:
    """Return the votes whose positions are not among those of void votes."""
    if not voided:
        return frame
    return frame.filter(~pl.col("position").is_in(pl.Series(voided, dtype=pl.Int64).implode()))
