"""``arena export``."""

import csv
import json
import os
import re
import subprocess
import sys
import threading
from pathlib import Path
from typing import BinaryIO

import polars as pl
import pytest

from tests.support.db.databases import on_sqlite
from tests.support.processes.commands import Commands


def without_numbers(table: bytes) -> bytes:
    """Return an exported table without the numbers of voters, which are others in each export."""
    return re.sub(rb"\d{10,},\n", b",\n", table)


@pytest.mark.parametrize(
    ("database_url", "format_"),
    [
        ("sqlite", "csv"),
        ("sqlite", "ndjson"),
        ("sqlite", "parquet"),
        ("sqlite", "json"),
        ("sqlite", "lmarena"),
        ("postgresql", "parquet"),
    ],
    indirect=["database_url"],
)
def test_votes_there_and_back(filled: Commands, tmp_path: Path, format_: str) -> None:
    path = tmp_path / f"export.{'json' if format_ == 'lmarena' else format_}"
    done = filled.good("export", "votes", "--arena", "t2i", "--format", format_, "--output", path, "--json")
    assert done.json == {"votes": 7, "left_out": {}, "output": str(path)}
    found = filled.good("import", "votes", path, "--arena", "copy", "--json").json
    assert (found["accepted"], found["rejected"]) == (7, [])
    assert filled.good("recount", "--check", "--json").json["arenas"][0]["differences"] == 0


@on_sqlite
def test_standard_output_is_the_default(filled: Commands, tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    printed = filled.good("export", "votes", "--arena", "t2i")
    done = filled.good("export", "votes", "--arena", "t2i", "-o", path)
    assert without_numbers(printed.output) == without_numbers(path.read_bytes())
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


@on_sqlite
def test_a_file_that_was_there_stays_when_something_fails(filled: Commands, tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_text("precious")
    assert filled("export", "votes", "--arena", "nope", "--output", path).code == 1
    assert path.read_text() == "precious"
    assert sorted(entry.name for entry in tmp_path.glob("export*")) == ["export.csv"]


@on_sqlite
def test_what_cannot_be(filled: Commands, tmp_path: Path) -> None:
    nowhere = filled("export", "votes", "--arena", "t2i", "-o", tmp_path / "no" / "where.csv")
    assert (nowhere.code, nowhere.errors.count("\n")) == (1, 1)
    assert "No such file" in nowhere.errors
    assert filled("export", "votes", "--arena", "t2i", "--json").code == 2


@pytest.fixture
def small(sqlite_url: str, tmp_path: Path, votes_file: Path) -> Commands:
    """Return the command line on SQLite, with the votes of `filled`."""
    arena = Commands(sqlite_url, tmp_path / "data")
    arena.good("import", "votes", votes_file, "--arena", "t2i")
    return arena


def test_what_is_no_plain_file_is_written_through(small: Commands, tmp_path: Path) -> None:
    real, link, pipe = tmp_path / "real.csv", tmp_path / "link.csv", tmp_path / "pipe"
    link.symlink_to("real.csv")
    os.mkfifo(pipe)
    for command in ("votes", "leaderboard"):
        printed = small.good("export", command, "--arena", "t2i").output
        done = small.good("export", command, "--arena", "t2i", "--output", "-")
        assert (without_numbers(done.output), done.errors) == (without_numbers(printed), "")
        assert small.good("export", command, "--arena", "t2i", "--output", link).output == b""
        assert link.readlink() == Path("real.csv")
        assert without_numbers(real.read_bytes()) == without_numbers(printed)
        read: list[bytes] = []
        reader = threading.Thread(target=lambda sink=read: sink.append(pipe.read_bytes()))
        reader.start()
        done = small.good("export", command, "--arena", "t2i", "-o", pipe, "--json")
        reader.join()
        assert list(map(without_numbers, read)) == [without_numbers(printed)]
        assert done.json["output"] == str(pipe)
        assert pipe.is_fifo()
    assert small("export", "votes", "--arena", "t2i", "-o", "-", "--json").code == 2
    for format_ in ("dpo", "pickapic", "huggingface"):
        assert "is a folder" in small("export", "votes", "--arena", "t2i", "--format", format_).errors
    assert not [path for path in tmp_path.iterdir() if path.name == "-" or path.suffix == ".part"]


@pytest.mark.slow
def test_a_target_that_takes_no_more_is_one_line(small: Commands) -> None:
    command = ("export", "votes", "--arena", "t2i")
    for format_ in ("csv", "parquet"):
        full = small(*command, "--format", format_, "--output", "/dev/full")
        assert (full.code, full.errors) == (1, "arena: the disk is full: /dev/full\n")

    def sent_to(stdout: BinaryIO) -> tuple[int, str]:
        program = [sys.executable, "-m", "service", *command]
        environment = {**os.environ, **small.environment}
        done = subprocess.run(
            program, env=environment, stdout=stdout, stderr=subprocess.PIPE, text=True, check=False
        )
        return done.returncode, done.stderr

    with Path("/dev/full").open("wb") as file:
        assert sent_to(file) == (1, "arena: the disk is full: standard output\n")
    reader, writer = os.pipe()
    os.close(reader)
    with os.fdopen(writer, "wb") as file:  # like `| head`, which is nobody's mistake
        assert sent_to(file) == (1, "")


def test_void_votes_that_are_left_out_are_counted(small: Commands, tmp_path: Path) -> None:
    [vote, *_] = csv.DictReader(small.good("export", "votes", "--arena", "t2i").text.splitlines())
    small.good("votes", "void", vote["id"], "--reason", "a robot")
    done = small.good("export", "votes", "--arena", "t2i", "--format", "lmarena")
    assert len(json.loads(done.output)) == 6
    assert done.errors == "left out: 1 void\n"
    place = tmp_path / "set"
    failed = small("export", "votes", "--arena", "t2i", "--format", "dpo", "-o", place)
    assert failed.errors.startswith("arena: no vote has what dpo needs: 1 void, ")
    assert (failed.code, place.exists()) == (1, False)
    folder = ("export", "votes", "--arena", "t2i", "--format", "huggingface", "-o", place, "--json")
    assert small.good(*folder).json == {"votes": 6, "left_out": {"void": 1}, "output": str(place)}
    assert small(*folder).errors == f"arena: {place} is not a new or empty folder\n"
