"""Tables read over HTTP by the tools that people have, each in one line."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Sized
from datetime import UTC, date, datetime

import pandas as pd
import polars as pl
import pytest

from tests.http.tables.conftest import VOTES
from tests.support.served.api import Api

# Each table, the number of its rows, and a column of times or dates.
TABLES = {
    "/api/v1/arenas": (1, "created_at"),
    "/api/v1/arenas/t2i/prompts": (3, "created_at"),
    "/api/v1/arenas/t2i/votes": (VOTES + 1, "voted_at"),
    "/api/v1/arenas/t2i/leaderboard": (3, None),
    "/api/v1/arenas/t2i/axes": (6, None),
    "/api/v1/arenas/t2i/head-to-head": (3, None),
    "/api/v1/arenas/t2i/history": (22, "date"),
    "/api/v1/arenas/t2i/ledger": (10, "day"),
    "/api/v1/models": (3, "released"),
    "/api/v1/models/a/offers": (1, "valid_from"),
    "/api/v1/organizations": (1, "created_at"),
}
READERS: dict[str, tuple[Callable[[str], Sized], ...]] = {
    "csv": (pl.read_csv, pd.read_csv),
    "ndjson": (pl.read_ndjson, lambda url: pd.read_json(url, lines=True)),
    "parquet": (pl.read_parquet, pd.read_parquet),
}


@pytest.mark.parametrize("path", TABLES)
def test_polars_and_pandas_read_every_table_in_one_line(reads: Api, path: str) -> None:
    rows, moment = TABLES[path]
    for kind, readers in READERS.items():
        for read in readers:
            frame = read(f"{reads.base}{path}?format={kind}")
            assert len(frame) == rows, (kind, read, frame)
    schema = pl.read_parquet(f"{reads.base}{path}?format=parquet").schema
    assert pl.Null not in schema.values()
    if moment:
        assert schema[moment] in {pl.Date, pl.Datetime("us", "UTC")}


def test_every_read_of_a_list_or_an_axis_is_among_them(reads: Api) -> None:
    paths = reads.get("/openapi.json").json()["paths"]
    tables = {
        path
        for path, methods in paths.items()
        if any(one["name"] == "format" for one in methods.get("get", {}).get("parameters", ()))
    }
    named = {path.replace("/t2i", "/{arena}").replace("models/a", "models/{model}") for path in TABLES}
    assert named <= tables


def test_what_the_columns_say(reads: Api) -> None:
    """Types of times, and where the rows belong: which axis, revision and position."""
    base = f"{reads.base}/api/v1/arenas/t2i"
    board = pl.read_parquet(f"{base}/leaderboard?format=parquet&theme=x")
    place = board.select("arena", "theme", "language", "position").unique().row(0)
    assert place == ("t2i", "x", None, VOTES + 1)
    assert board["revision"].unique().len() == 1
    history = pl.read_parquet(f"{base}/history?format=parquet&language=en")
    assert history["date"].min() == date(2026, 11, 10)
    assert history["language"].unique().to_list() == ["en"]
    assert {"model", "score", "revision", "position"} <= set(history.columns)
    votes = pl.read_parquet(f"{base}/votes?format=parquet")
    assert votes["voted_at"][0] == datetime(2026, 11, 10, 10, tzinfo=UTC)
    assert votes["ranks"].to_list()[-1] == [1, 2, 2]
    ledger = pl.read_csv(f"{base}/ledger?format=csv")
    assert ledger["counted"].sum() == VOTES + 1
    assert ledger["unseen"].sum() == 0


def test_a_table_and_json_say_the_same(reads: Api) -> None:
    """Of votes, whose frames and dictionaries are made apart, in the text formats and in JSON."""
    path = "/api/v1/arenas/t2i/votes"
    items = reads.get(path).json()["items"]
    lines = [json.loads(line) for line in reads.get(path, format="ndjson").text.splitlines()]
    assert lines == items
    part = [json.loads(line) for line in reads.get(path, format="ndjson", limit=5).text.splitlines()]
    assert part == items[:5]
    models = reads.get("/api/v1/models").json()["items"]
    rows = [json.loads(line) for line in reads.get("/api/v1/models", format="ndjson").text.splitlines()]
    assert [row["license_weights_open"] for row in rows] == ["unknown"] * len(models)
    assert [row["created_at"] for row in rows] == [model["created_at"] for model in models]


def test_excel_gets_a_byte_order_mark_and_no_formula(reads: Api) -> None:
    for path in ("/api/v1/models", "/api/v1/models?limit=2", "/api/v1/arenas/t2i/leaderboard"):
        joint = "&" if "?" in path else "?"
        body = reads.get(f"{path}{joint}format=csv&excel=true").content
        assert body.startswith(b"\xef\xbb\xbf")
        assert not reads.get(f"{path}{joint}format=csv").content.startswith(b"\xef\xbb\xbf")
        assert "'=a" in pd.read_csv(io.BytesIO(body))["name"].tolist()
    parquet = reads.get("/api/v1/models?format=parquet&excel=true").content
    assert pl.read_parquet(parquet)["name"][0] == "=a"
