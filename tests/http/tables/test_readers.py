"""Tables read over HTTP by the tools that people have, each in one line."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import polars as pl
import pytest

from tests.support.api import Api, serving

VOTES = 30
NAMES = ("a", "b", "c")


@pytest.fixture(scope="module")
def api(tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path) -> Iterator[Api]:
    """Yield an arena with thirty votes on three models."""
    folder = tmp_path_factory.mktemp("readers")
    (folder / "arena.db").write_bytes(sqlite_template.read_bytes())
    with serving(f"sqlite:///{folder / 'arena.db'}", folder) as served:
        served.made("/api/v1/organizations", slug="o", name="O")
        for name in NAMES:
            served.made("/api/v1/models", slug=name, name=f"={name}", organization="o", released="2026-02-28")
        served.made("/api/v1/models/a/offers", provider="p", amount=0.04, currency="USD")
        served.made("/api/v1/arenas", slug="t2i", name="T")
        for number in range(3):
            served.made("/api/v1/arenas/t2i/prompts", text=f"p{number}", themes=["x", "y"], language="en")
        votes = [
            {
                "model_left": NAMES[number % 3],
                "model_right": NAMES[(number + 1) % 3],
                "outcome": ("left", "right", "tie")[number % 2],
                "prompt_id": number % 3 + 1,
                "voter": f"v{number % 5}",
                "voted_at": f"2026-11-{number % 9 + 10}T10:00:00Z",
            }
            for number in range(VOTES)
        ]
        votes.append({"models": ["a", "b", "c"], "ranks": [1, 2, 2], "voted_at": "2026-11-20T10:00:00Z"})
        receipt = served.post("/api/v1/arenas/t2i/votes", {"votes": votes}, "votes").json()
        assert receipt["accepted"] == VOTES + 1
        yield served


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
READERS = {
    "csv": (pl.read_csv, pd.read_csv),
    "ndjson": (pl.read_ndjson, lambda url: pd.read_json(url, lines=True)),
    "parquet": (pl.read_parquet, pd.read_parquet),
}


@pytest.mark.parametrize("path", TABLES)
def test_polars_and_pandas_read_every_table_in_one_line(api: Api, path: str) -> None:
    rows, moment = TABLES[path]
    for kind, readers in READERS.items():
        for read in readers:
            frame = read(f"{api.base}{path}?format={kind}")
            assert len(frame) == rows, (kind, read, frame)
    schema = pl.read_parquet(f"{api.base}{path}?format=parquet").schema
    assert pl.Null not in schema.values()
    if moment:
        assert schema[moment] in {pl.Date, pl.Datetime("us", "UTC")}
