"""The door to the demo, and the program without it: it starts, votes and ranks."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from service import optional
from service.cli.demo import NOT_INSTALLED

WITHOUT = """
import os
import sys
from pathlib import Path

import service
from service.cli import main
from service.providers.protocol import ProviderError
from service.providers.vendors import vendors
from tests.support.served.api import serving

assert not (Path(service.__file__).parent / "demo").exists()
with serving(os.environ["ARENA_DATABASE_URL"], Path(os.environ["ARENA_DATA_DIR"])) as api:
    api.made("/api/v1/arenas", slug="t2i", name="T")
    for model in ("good", "bad"):
        api.made("/api/v1/models", slug=model, name=model)
    vote = {"model_left": "good", "model_right": "bad", "outcome": "left"}
    for number in range(3):
        body = {"votes": [{**vote, "voter": f"v{number}"}]}
        assert api.post("/api/v1/arenas/t2i/votes", body, "votes").json()["accepted"] == 1
    rows = api.get("/api/v1/arenas/t2i/leaderboard").json()["rows"]
    print([row["model"] for row in rows])
    print(api.get("/arenas/t2i").status_code)
try:
    vendors({}).of("demo", None, None)
except ProviderError as error:
    print(error.code, error.message, flush=True)
sys.argv = ["arena", "demo"]
main()
"""


@pytest.fixture
def copied(project_root: Path, tmp_path: Path, sqlite_url: str) -> dict[str, str]:
    """Return the environment for a copy of the program without the demo, on a database of its own."""
    copy = tmp_path / "copy"
    unwanted = shutil.ignore_patterns("demo", "__pycache__")
    shutil.copytree(project_root / "service", copy / "service", ignore=unwanted)
    for part in ("migrations", "tests/support"):
        shutil.copytree(project_root / part, copy / part, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(project_root / "tests/__init__.py", copy / "tests")
    shutil.copy(project_root / "pyproject.toml", copy)
    others = {name: value for name, value in os.environ.items() if not name.startswith("ARENA_")}
    data = {"ARENA_DATABASE_URL": sqlite_url, "ARENA_DATA_DIR": str(tmp_path / "data")}
    return {**others, **data, "PYTHONPATH": str(copy), "PWD": str(copy)}


@pytest.mark.slow
def test_without_the_demo_the_program_votes_and_ranks(copied: dict[str, str]) -> None:
    command = [sys.executable, "-c", WITHOUT]
    done = subprocess.run(command, env=copied, cwd=copied["PWD"], capture_output=True, text=True, check=False)
    assert done.stdout.splitlines() == [
        "['good', 'bad']",
        "200",
        "not-configured the demo is not installed",
    ], done.stderr
    assert done.returncode == 1
    assert done.stderr.splitlines() == [f"Error: {NOT_INSTALLED}"]


def test_with_the_demo_its_modules_are_found() -> None:
    assert optional.has_demo()
    arenas = optional.demo_module("arenas")
    assert arenas is not None
    assert arenas.__name__ == "service.demo.arenas"


def test_a_demo_that_is_broken_is_not_taken_for_one_that_is_missing() -> None:
    with pytest.raises(ModuleNotFoundError):
        optional.demo_module("no_such_module")
