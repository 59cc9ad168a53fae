"""``arena export``."""

import csv
import json
from pathlib import Path

import polars as pl
import pytest

from tests.support.commands import Commands


@pytest.mark.parametrize("format_", ["csv", "ndjson", "parquet", "json", "lmarena"])
def test_votes_there_and_back(filled: Commands, tmp_path: Path, format_: str) -> None:
    path = tmp_path / f"export.{'json' if format_ == 'lmarena' else format_}"
    done = filled.good("export", "votes", "--arena", "t2i", "--format", format_, "--output", path, "--json")
    assert done.json == {"votes": 7, "output": str(path)}
    found = filled.good("import", "votes", path, "--arena", "copy", "--json").json
    assert (found["accepted"], found["rejected"]) == (7, [])
    assert filled.good("recount", "--check", "--json").json["arenas"][0]["differences"] == 0


def test_standard_output_is_the_default(filled: Commands, tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    printed = filled.good("export", "votes", "--arena", "t2i")
    done = filled.good("export", "votes", "--arena", "t2i", "-o", path)
    assert printed.output == path.read_bytes()
    assert done.errors == f"7 votes written to {path}\n"


def test_leaderboards(filled: Commands, tmp_path: Path) -> None:
    options = ("--arena", "t2i", "--min-votes", "1")
    rows = list(csv.DictReader(filled.good("export", "leaderboard", *options).text.splitlines()))
    assert [row["model"] for row in rows] == ["a", "b", "c"]
    table = tmp_path / "board.parquet"
    filled.good("export", "leaderboard", *options, "--theme", "animals", "--format", "parquet", "-o", table)
    assert pl.read_parquet(table).height == 3
    whole = json.loads(filled.good("export", "leaderboard", *options, "--format", "json").output)
    assert whole["rows"][0]["score"] == float(rows[0]["score"])


def test_a_file_that_was_there_stays_when_something_fails(filled: Commands, tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text("precious")
    assert filled("export", "votes", "--arena", "nope", "--output", path).code == 1
    assert path.read_text() == "precious"
    assert sorted(entry.name for entry in tmp_path.glob("export*")) == ["export.csv"]


def test_what_cannot_be(filled: Commands, tmp_path: Path) -> None:
    nowhere = filled("export", "votes", "--arena", "t2i", "-o", tmp_path / "no" / "where.csv")
    assert (nowhere.code, nowhere.errors.count("\n")) == (1, 1)
    assert "No such file" in nowhere.errors
    assert filled("export", "votes", "--arena", "t2i", "--json").code == 2
