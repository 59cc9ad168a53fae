"""``arena demo``."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.api import serving
from tests.support.commands import Commands
from tests.support.demos import SMALL


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch, sqlite_url: str, tmp_path: Path) -> Commands:
    """Return the command line with a demo that is loaded in seconds."""
    monkeypatch.setattr("service.cli.demo.HALLS", SMALL)
    arena = Commands(sqlite_url, tmp_path / "data")
    arena.environment["ARENA_BLOBS_URL"] = str(tmp_path / "blobs")
    return arena


def test_loaded_and_not_again(small: Commands, tmp_path: Path) -> None:
    said = small.good("demo", "--if-empty").text
    assert said.startswith("arenas demo and demo-editing: 6 models, 2 prompts, 12 images, 100 ")
    assert small.good("demo").text == "the demo is there already, in demo and demo-editing\n"
    assert small.good("demo", "--if-empty").text == ""
    nothing = {"arenas": [], "models": 0, "prompts": 0, "images": 0, "votes": 0}
    assert small.good("demo", "--json").json == nothing
    assert small.good("recount", "--check", "--json").json["arenas"][0]["differences"] == 0
    with serving(small.url, tmp_path / "data", blobs_url=str(tmp_path / "blobs")) as api:
        for path in ("/api/v1/arenas/demo", "/api/v1/arenas/demo/leaderboard"):
            assert api.get(path).json()["simulated_votes"] == 80
        examples = api.get("/api/v1/models/papercut-xl").json()["examples"]["best"]
        assert examples
        assert all(example["simulated"] for example in examples)
        assert "100 votes (all simulated)" in api.get("/").text
        assert "Simulated vote" in api.get("/").text
        for path in ("/arenas/demo", "/integrity?arena=demo", "/models/papercut-xl"):
            assert "simulated" in api.get(path).text
        assert api.get("/arenas/demo/vote").status_code == 200


def test_only_where_there_is_no_arena(filled: Commands) -> None:
    assert filled.good("demo", "--if-empty", "--json").json["arenas"] == []
    assert filled.good("leaderboard", "--arena", "t2i").text
