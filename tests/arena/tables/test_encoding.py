"""The one encoder: types in Parquet, text elsewhere, and no formula in CSV."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime

import polars as pl

from service.arena.tables.encoding import MARK, TIME, Schema, encode, frame_of

ROWS = [
    {
        "at": datetime(2026, 11, 20, 10, tzinfo=UTC),
        "day": date(2026, 11, 20),
        "names": ["a", "b"],
        "text": "=1",
    }
]
SCHEMA: Schema = {"at": TIME, "day": pl.Date, "names": pl.List(pl.String), "text": pl.String}


def test_formats() -> None:
    frame = frame_of(ROWS, SCHEMA)
    assert pl.read_parquet(io.BytesIO(encode(frame, "parquet"))).equals(frame)
    csv = b"at,day,names,text\n2026-11-20T10:00:00.000000Z,2026-11-20,a;b,'=1\n"
    assert encode(frame, "csv") == csv
    assert encode(frame, "csv", excel=True) == MARK + csv
    assert encode(frame, "csv", excel=True, first=False) == csv.partition(b"\n")[2]
    line = b'{"at":"2026-11-20T10:00:00.000000Z","day":"2026-11-20","names":["a","b"],"text":"=1"}\n'
    assert encode(frame, "ndjson", excel=True) == line
    assert encode(frame_of([], SCHEMA), "csv") == b"at,day,names,text\n"
