"""``arena demo``."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest

from service import optional
from service.cli import demo
from service.cli.demo import NOT_INSTALLED
from tests.support.processes.commands import Commands
from tests.support.runs.waiting import wait_until
from tests.support.served.api import Api, serving
from tests.support.served.demos import SMALL

NOTHING = {"arenas": [], "models": 0, "prompts": 0, "images": 0, "votes": 0, "images_left": 0}

# `arena demo` with the small demo, in a process of its own.
SMALL_DEMO = """
import sys
from service.cli import main
from service.demo import loading
from tests.support.served.demos import SMALL

if __name__ == "__main__":
    loading.ARENAS = SMALL
    sys.argv = ["arena", "demo", "--background"]
    main()
"""


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch, sqlite_url: str, tmp_path: Path) -> Commands:
    """Return the command line with a demo that is loaded in seconds."""
    monkeypatch.setattr("service.demo.loading.ARENAS", SMALL)
    arena = Commands(sqlite_url, tmp_path / "data")
    arena.environment["ARENA_BLOBS_URL"] = str(tmp_path / "blobs")
    return arena


@pytest.mark.slow
def test_people_vote_while_the_rest_is_painted_in_the_background(
    small: Commands, tmp_path: Path, project_root: Path
) -> None:
    text = small.good("demo", "--if-empty", "--quick").text
    assert text.startswith(
        "arenas demo and demo-editing: 6 models, 3 prompts, 12 images, 100 simulated votes, in "
    )
    assert text.endswith("; 6 images left for `arena serve` to paint\n")
    with serving(small.url, tmp_path / "data", blobs_url=str(tmp_path / "blobs")) as api:
        for path in ("/", "/arenas/demo", "/arenas/demo-editing/vote"):
            assert "Demo images: 12 of 18 painted" in api.get(path).text
        assert api.client.post("/api/v1/arenas/demo/matchups", json={}).status_code == 201
        painted_in_the_background(small, project_root)
        # The front page is sent for two seconds after what it says has changed.
        wait_until(lambda: "Demo images" not in api.get("/").text)
        for path in ("/arenas/demo", "/arenas/demo/vote", "/arenas/demo-editing/vote"):
            assert "Demo images" not in api.get(path).text
        says_what_is_simulated(api)
    assert small.good("demo").text == "the demo is already there\n"
    assert small.good("demo", "--if-empty").text == ""
    assert small.good("demo", "--json").json == NOTHING
    assert small.good("recount", "--check", "--json").json["arenas"][0]["differences"] == 0


def painted_in_the_background(small: Commands, project_root: Path) -> None:
    """Paint what is missing as a second process, which tells its progress in lines."""
    done = subprocess.run(
        [sys.executable, "-c", SMALL_DEMO],
        env={**os.environ, **small.environment},
        cwd=project_root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout == ""
    assert "arena: demo images: 18 of 18\n" in done.stderr
    assert "arena: painted the 6 missing images of the demo in " in done.stderr


def says_what_is_simulated(api: Api) -> None:
    for path in ("/api/v1/arenas/demo", "/api/v1/arenas/demo/leaderboard"):
        assert api.get(path).json()["simulated_votes"] == 80
    # Three prompts are too few for one in five to be an example.
    assert api.patch("/api/v1/arenas/demo", {"example_share": 100}).status_code == 200
    examples = api.get("/api/v1/models/papercut-xl").json()["examples"]["best"]
    assert examples
    assert all(example["simulated"] for example in examples)
    for path in ("/", "/arenas/demo", "/integrity?arena=demo", "/models/papercut-xl"):
        assert "simulated" in api.get(path).text


async def test_work_in_the_background_ends_with_the_process_that_started_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    parents = iter([7, 7, 1])
    monkeypatch.setattr(demo, "_PARENT_SECONDS", 0.0)
    monkeypatch.setattr("os.getppid", lambda: next(parents))
    work = asyncio.get_running_loop().create_future()
    with pytest.raises(click.Abort):
        await demo._with_parent(work)
    assert work.cancelled()


def test_only_where_there_is_no_arena(filled: Commands) -> None:
    assert filled.good("demo", "--if-empty", "--json").json["arenas"] == []
    assert filled.good("leaderboard", "--arena", "t2i").text


def test_without_the_demo_it_says_so(small: Commands, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(optional, "_PACKAGE", "service.no_demo")
    done = small("demo")
    assert (done.code, done.errors) == (1, f"Error: {NOT_INSTALLED}\n")
