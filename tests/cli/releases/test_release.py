"""``arena release``."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from service.arena.votes.releases.verifying import verify
from tests.support.files.files import written
from tests.support.processes.commands import Commands
from tests.support.processes.server import ARENA, ServerProcess, end, forked
from tests.support.runs.waiting import wait_until

MORE = "model_left,model_right,outcome,voted_at\na,b,left,2024-02-01\n"


def test_a_release_is_published_once(filled: Commands, tmp_path: Path) -> None:
    made = filled.good("release", "--arena", "t2i", "--json").json
    folder = tmp_path / "data" / "releases" / "t2i"
    assert made["place"] == str(folder / made["name"])
    assert (made["new"], made["position"], made["counted"]) == (True, 7, 7)
    assert verify(Path(made["place"])).problem is None
    again = filled.good("release", "--arena", "t2i")
    assert again.text.startswith(f"nothing new; {made['place']}: 7 votes, 7 of them counted")
    assert made["sha256"] in again.text
    filled.good("import", "votes", written(tmp_path / "more.csv", MORE), "--arena", "t2i")
    newest = filled.good("release", "--arena", "t2i", "--keep", "1", "--json").json
    assert [path.name for path in folder.iterdir()] == [newest["name"]]
    assert newest["name"].startswith("2024-02-01-8-")


def test_elsewhere(filled: Commands, tmp_path: Path) -> None:
    done = filled.good("release", "--arena", "t2i", "--output", tmp_path / "release")
    assert done.text.startswith(f"{tmp_path / 'release'}: 7 votes, 7 of them counted, ")
    assert not (tmp_path / "data" / "releases").exists()
    for arguments, said in (
        (("--output", tmp_path), "is not a new or empty folder"),
        (("--output", "ftp://x/y"), "hf://datasets/OWNER/NAME"),
        (("--output", tmp_path / "no" / "folder"), "No such file or directory"),
    ):
        failed = filled("release", "--arena", "t2i", *arguments)
        assert failed.code == 1
        assert said in failed.errors
    once = filled("release", "--arena", "t2i", "--output", tmp_path / "new", "--keep", "2")
    assert (once.code, "--keep is for the data page" in once.errors) == (2, True)
    never = filled("release", "--arena", "t2i", "--every", "0d")
    assert (never.code, "is not a period such as 1d" in never.errors) == (2, True)
    failed = filled("release", "--arena", "nope")
    assert (failed.code, "there is no arena 'nope'" in failed.errors) == (1, True)


@pytest.mark.slow
def test_a_schedule_makes_a_release_whenever_there_are_new_votes(tmp_path: Path, sqlite_url: str) -> None:
    """The first round fails, because there is no arena yet; the schedule goes on."""
    arena = Commands(sqlite_url, tmp_path / "data")
    environment = ServerProcess(sqlite_url, tmp_path / "data").environment
    series, log = tmp_path / "series", tmp_path / "log"
    command = [str(ARENA), "release", "--arena", "t2i", "--output", str(series), "--every", "1s"]
    process = forked(command, environment, log)
    try:
        wait_until(
            lambda: log.exists() and "no release of t2i: there is no arena" in log.read_text(), "the failure"
        )
        for number, day in enumerate(("2024-02-01", "2024-02-02"), 1):
            text = f"model_left,model_right,outcome,voted_at\na,b,left,{day}\n"
            arena.good("import", "votes", written(tmp_path / f"{day}.csv", text), "--arena", "t2i")
            wait_until(lambda count=number: len(list(series.glob("2*"))) == count, "the release")  # type: ignore[misc]
    finally:
        end(process, signal.SIGTERM)
    first, second = sorted(series.iterdir())
    assert (first.name[:13], second.name[:13]) == ("2024-02-01-1-", "2024-02-02-2-")
    assert verify(first).problem is verify(second).problem is None
