"""Votes of a log as a table: from the database's rows to the Parquet file of a segment, and back."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence

import polars as pl

from service.arena.recording.folding import CHUNK
from service.db.engine import ReadSession
from service.db.queries.log import segments as log_segments
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


def read(session: ReadSession, arena_id: int, after: int, upto: int) -> pl.DataFrame:
    """Return all votes from after one position up to another. Raise Damaged if the log lacks one."""
    parts = [pl.DataFrame(schema=SCHEMA)]
    for start in range(after, upto, CHUNK):
        rows = log_segments.to_seal(session, arena_id, start, min(start + CHUNK, upto))
        parts.append(pl.DataFrame(rows, schema=SCHEMA, orient="row"))
    frame = pl.concat(parts)
    if frame.height != upto - after:
        raise Damaged(f"the log lacks {upto - after - frame.height} votes of positions {after + 1} to {upto}")
    return frame


def encode(frame: pl.DataFrame) -> bytes:
    """Return votes as a Parquet file: the same bytes for the same votes."""
    target = io.BytesIO()
    frame.write_parquet(target, compression="zstd", compression_level=9)
    return target.getvalue()


def decode(data: bytes, columns: Sequence[str] = tuple(SCHEMA)) -> pl.DataFrame:
    """Return some columns of the votes of a Parquet file."""
    return pl.read_parquet(io.BytesIO(data), columns=list(columns))


def with_merged(frame: pl.DataFrame, merged: Mapping[int, int]) -> pl.DataFrame:
    """Return votes with the ids of models that others were merged into, in place of the others' ids."""
    if not merged:
        return frame
    return frame.with_columns(pl.col("model_left", "model_right").replace(merged))


def counting(frame: pl.DataFrame, voided: Sequence[int]) -> pl.DataFrame:
    """Return the votes whose positions are not among those of void votes."""
    if not voided:
        return frame
    return frame.filter(~pl.col("position").is_in(pl.Series(voided, dtype=pl.Int64).implode()))
