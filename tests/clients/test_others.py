"""Other people's clients against a running server: they need only its address and a key."""

from __future__ import annotations

import base64
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.db.databases import copy_sqlite
from tests.support.images.generations import Painter
from tests.support.images.pictures import opened, picture
from tests.support.processes import npm
from tests.support.runs.waiting import CEILING_SECONDS
from tests.support.served.api import Api, request
from tests.support.served.gateway import gateway

pytestmark = pytest.mark.slow

PROGRAMS = Path(__file__).with_name("others")
PYTHON = Path(sys.prefix) / "clients" / "bin" / "python"
SOURCE = picture(5)


@pytest.fixture(scope="module")
def served(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Api, Painter]]:
    """Yield one server for all programs, with an arena to follow and a model that makes images."""
    folder = tmp_path_factory.mktemp("others")
    with gateway(copy_sqlite(sqlite_template, folder), folder) as (api, painter):
        api.made("/api/v1/arenas", slug="t2i", name="T")
        yield api, painter


@pytest.fixture
def node(served: tuple[Api, Painter], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """Yield a folder in which Node.js finds the packages of npm, and the programs."""
    if not npm.FOLDER.exists():
        pytest.skip("there are no npm packages: install Node.js and npm, then run scripts/find-others")
    (tmp_path / "node_modules").symlink_to(npm.FOLDER / "node_modules")
    for program in PROGRAMS.glob("*.mjs"):
        (tmp_path / program.name).write_bytes(program.read_bytes())
    for name, value in environment(served[0]).items():
        monkeypatch.setenv(name, value)
    yield tmp_path
    served[1].orders.clear()


def environment(api: Api, scope: str = "generate") -> dict[str, str]:
    """Return what a program is told."""
    key = api.key(scope)["Authorization"].removeprefix("Bearer ")
    return {"BASE": api.base, "KEY": key, "IMAGE": base64.b64encode(SOURCE).decode()}


def printed(done: subprocess.CompletedProcess[str]) -> Any:
    """Return what a program prints as JSON."""
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def sizes(images: list[str]) -> list[tuple[int, int]]:
    """Return the sizes of images in base64."""
    return [opened(base64.b64decode(one)).size for one in images]


def test_openai_for_node(served: tuple[Api, Painter], node: Path) -> None:
    found = printed(npm.run("node", "openai.mjs", cwd=node))
    assert sizes(found["made"] + found["bytes"]) == [(128, 64)] * 3
    assert [request("GET", url).content for url in found["urls"]] == [
        base64.b64decode(one) for one in found["made"]
    ]
    (event,) = found["events"]
    assert event["type"] == "image_generation.completed"
    assert sizes([event["b64_json"]]) == [(128, 64)]
    assert len(found["edited"]) == 1
    assert served[1].orders[-1].source == SOURCE
    assert found["models"] == ["square"]
    assert found["refused"] == {
        "model": ["NotFoundError", 404, "invalid_request_error"],
        "size": ["BadRequestError", 400, "invalid_request_error"],
    }


def test_vercels_ai_sdk(served: tuple[Api, Painter], node: Path) -> None:
    found = printed(npm.run("node", "ai.mjs", cwd=node))
    assert sizes(found["made"]) == [(128, 64)] * 2
    assert found["types"] == ["image/png"] * 2
    assert len(found["edited"]) == 1
    assert served[1].orders[-1].source == SOURCE
    assert found["warnings"] == []


def test_a_strict_reader_of_events(
    served: tuple[Api, Painter], node: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEY", environment(served[0], "votes")["KEY"])
    found = printed(npm.run("node", "eventsource.mjs", cwd=node))
    first, vote, second = found["got"]  # and nothing else, such as an event without data
    assert (first[1], vote, second[1]) == (0, "vote", 1)
    assert found["sent"] == [None, first[0]]


@pytest.mark.parametrize("name", ["litellm", "langchain"])
def test_clients_in_python(served: tuple[Api, Painter], name: str, tmp_path: Path) -> None:
    if not PYTHON.exists():
        pytest.skip(f"{name} is not installed, being large: tests/clients/others/requirements.txt says how")
    api, painter = served
    painter.orders.clear()
    done = subprocess.run(
        [PYTHON, PROGRAMS / "python.py", name],
        cwd=tmp_path,
        env={**os.environ, **environment(api), "PYTHONWARNINGS": "ignore"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=CEILING_SECONDS,
        check=False,
    )
    found = printed(done)
    made = (
        found["made"]
        if name == "litellm"
        else [base64.b64encode(request("GET", url).content).decode() for url in found["urls"]]
    )
    assert sizes(made) == [(128, 64)] * 2
    if name == "litellm":
        assert len(found["edited"]) == 1
        assert painter.orders[-1].source == SOURCE
