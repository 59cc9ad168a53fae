"""Ratings and head-to-head counts as tables in bytes: how they travel between processes and wait on disk."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

import polars as pl

from service.db.queries.ratings import PAIR, RATING
from service.rating.bulk import PairCounts

RATINGS = {name: pl.Float64 if name in {"mu", "variance"} else pl.Int64 for name in RATING}
PAIRS = dict.fromkeys(PAIR, pl.Int64)


def pack(parts: Iterable[Iterable[Any]]) -> bytes:
    """Return ratings, in parts of a sequence for each column, as bytes. Floats keep every bit."""
    frames = (pl.DataFrame(dict(zip(RATING, part, strict=True)), schema=RATINGS) for part in parts)
    return _packed(pl.concat([pl.DataFrame(schema=RATINGS), *frames]))


def pack_pairs(counts: PairCounts) -> bytes:
    """Return head-to-head counts as bytes."""
    return _packed(pl.DataFrame(dict(zip(PAIR, counts, strict=True)), schema=PAIRS))


def unpack_pairs(data: bytes) -> PairCounts:
    """Return the head-to-head counts behind their bytes."""
    return PairCounts(*(column.to_numpy() for column in unpack(data)))


def _packed(frame: pl.DataFrame) -> bytes:
    """Return a table as bytes."""
    target = io.BytesIO()
    frame.write_ipc(target, compression="lz4")
    return target.getvalue()


def unpack(data: bytes) -> pl.DataFrame:
    """Return the table behind its bytes."""
    return pl.read_ipc(io.BytesIO(data))


def joined(parts: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Return the ratings of several groups of axes as one table, by axis and model."""
    return pl.concat([pl.DataFrame(schema=RATINGS), *parts]).sort(RATING[:2])
