"""The map is true: what docs/architecture.md names is there, and its walks are those that requests take.

A map that is wrong in one place is trusted in none. Paths and names are looked up in the source, and the
pictures are compared with what the interpreter enters while a request runs.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

from service.db.engine import WriteSession
from tests.support.served.api import Api, in_write, serving
from tests.support.served.gateway import gateway
from tests.support.served.walks import Step, Walk, recording
from tests.support.votes.arenas import add_arena, add_models
from tests.support.votes.voting import hang

PAGES = ["architecture.md", "glossary.md"]
PATH = re.compile(r"\b((?:service|tests|migrations|scripts|docs)/[\w/.-]*\w)")
PLACEHOLDER = "NAME"
# A line of a picture: a file, a function, a remark.
PICTURED = re.compile(r"^(?:│ )?(\S+\.py) +([\w.]+)  +\S", re.MULTILINE)
# `module.name`, `Class.method` or `CONSTANT` in backticks.
NAMED = re.compile(r"`((?:[a-z_]\w*\.)?[A-Za-z_]\w*(?:\.\w+)?)`")
FILE_ENDINGS = {"md", "py", "html"}


def text_of(project_root: Path, name: str = "architecture.md") -> str:
    """Return a page."""
    return (project_root / "docs" / name).read_text()


@cache
def names_in(path: Path) -> set[str]:
    """Return the names that a module defines, with those of classes' members behind their class."""
    return set(_names(ast.parse(path.read_text()), ""))


def _names(tree: ast.Module | ast.ClassDef, prefix: str) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield prefix + node.name
        if isinstance(node, ast.ClassDef):
            yield from _names(node, f"{prefix}{node.name}.")
        targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
        yield from (prefix + target.id for target in targets if isinstance(target, ast.Name))


@cache
def sources(root: Path) -> dict[Path, str]:
    """Return the text of each module of the service and its tests."""
    return {
        path: path.read_text() for folder in ("service", "tests") for path in (root / folder).rglob("*.py")
    }


def exists(root: Path, name: str) -> bool:
    """Return whether the service or its tests define a name, given with or without its module."""
    first, _, rest = name.partition(".")
    last = name.rpartition(".")[2]
    # To parse all modules takes three seconds.
    modules = [path for path, text in sources(root).items() if last in text]
    own = any(path.stem == first and rest in names_in(path) for path in modules) if rest else False
    return own or any(name in names_in(path) for path in modules)


def pictures(project_root: Path) -> dict[str, list[Step]]:
    """Return the steps of each picture by the request above it, or by the picture's first step."""
    found = {}
    for block in re.findall(r"```text\n(.*?)```", text_of(project_root), re.DOTALL):
        steps = [(path, name) for path, name in PICTURED.findall(block)]
        assert len(steps) == len(re.findall(r"\.py\b", block)), block
        if steps:
            first = block.partition("\n")[0]
            found[first if "{" in first or first.startswith("POST") else steps[0][0]] = steps
    return found


@pytest.mark.parametrize("name", PAGES)
def test_every_path_exists(project_root: Path, name: str) -> None:
    paths = {path for path in PATH.findall(text_of(project_root, name)) if PLACEHOLDER not in path}
    assert [path for path in sorted(paths) if not (project_root / path).exists()] == []


@pytest.mark.parametrize("name", PAGES)
def test_every_name_exists(project_root: Path, name: str) -> None:
    prose = re.sub(r"```.*?```", "", text_of(project_root, name), flags=re.DOTALL)
    stems = {path.stem for path in (project_root / "service").rglob("*.py")}
    names = {
        name
        for name in NAMED.findall(prose)
        if name.rpartition(".")[2] not in FILE_ENDINGS
        and PLACEHOLDER not in name
        and (name.partition(".")[0] in stems if "." in name and name[0].islower() else not name.islower())
    }
    assert [name for name in sorted(names) if not exists(project_root, name)] == []
    assert names or name == "glossary.md"


def test_the_map_names_every_ring_and_every_room(project_root: Path) -> None:
    text = text_of(project_root)
    for folder in (project_root / "service", project_root / "service/arena"):
        names = {path.parent.name for path in folder.glob("*/__init__.py")}
        assert {name for name in names if not re.search(rf"\b{name}\b", text)} == set()
    assert PATH.findall(text)


def test_every_step_of_a_picture_exists(project_root: Path) -> None:
    steps = [step for picture in pictures(project_root).values() for step in picture]
    assert len(steps) > 40
    missing = [step for step in steps if step[1] not in names_in(project_root / "service" / step[0])]
    assert missing == []


def test_the_check_sees_what_is_missing(project_root: Path) -> None:
    for name in ("fold.fold", "pools.Sampler.draw", "Sampler.draw", "FOLD_VERSION", "errors.ArenaError"):
        assert exists(project_root, name), name
    for name in ("fold.draw_it", "pools.Sampler.guess", "Nobody", "nowhere.fold"):
        assert not exists(project_root, name), name
    assert PICTURED.findall("│ db/engine.py  transact  commits\n") == [("db/engine.py", "transact")]


def in_order(picture: list[Step], walk: list[Step]) -> list[Step]:
    """Return the steps of a picture that a walk takes, in the walk's order."""
    return [step for step in walk if step in picture]


@pytest.fixture
def voting(sqlite_url: str, tmp_path: Path) -> Iterator[tuple[Api, Walk]]:
    """Yield a service with an arena that has images and a vote, and a record of its steps."""

    def fill(session: WriteSession) -> None:
        add_models(session)
        hang(session, add_arena(session), 6, (0, 1, 2, 3))

    in_write(sqlite_url, fill)
    with recording() as walk, serving(sqlite_url, tmp_path, workers=0) as api:
        # The housekeeping that every start begins with takes turns with the votes; it has two transactions.
        for _ in range(4):
            report(api)
        yield api, walk


def report(api: Api) -> None:
    """Report a vote."""
    vote = {"model_left": "m0", "model_right": "m1", "outcome": "left", "voter": "anna"}
    assert api.post("/api/v1/arenas/t2i/votes", {"votes": [vote]}, "votes").json()["accepted"] == 1


def files_of(*walks: list[Step]) -> list[str]:
    """Return the files that each of the walks enters, in order.

    What runs beside the requests, such as the renewal of a lease, is not in all of them.
    """
    shared = set.intersection(*({path for path, _ in walk} for walk in walks))
    return [path for path in dict.fromkeys(path for path, _ in walks[0]) if path in shared]


def test_the_walk_of_a_reported_vote(project_root: Path, voting: tuple[Api, Walk]) -> None:
    api, walk = voting
    picture = pictures(project_root)["POST /api/v1/arenas/{arena}/votes"]
    steps = walk.of(lambda: report(api))
    assert in_order(picture, steps) == list(dict.fromkeys(picture))
    whole, edge, inner = map(
        int,
        re.findall(
            r"enters (\d+) files.*?first (\d+) are.*?enters (\d+)\.", text_of(project_root), re.DOTALL
        )[0],
    )
    walks = [steps, *(walk.of(lambda: report(api)) for _ in range(3))]
    files = files_of(*walks)
    assert len(files) <= whole
    # On a busy machine, what the vote before has started may still be at work when the next one comes.
    entered = [list(dict.fromkeys(path for path, _ in one)) for one in walks]
    assert min(one.index("arena/votes/votes.py") for one in entered) <= edge
    assert len(files) - edge - 1 <= inner


def test_the_walk_of_a_vote_on_a_matchup(project_root: Path, voting: tuple[Api, Walk]) -> None:
    api, walk = voting
    matchup = api.client.post("/api/v1/arenas/t2i/matchups", json={}).json()["id"]

    def vote() -> None:
        answer = api.client.post(f"/api/v1/matchups/{matchup}/vote", json={"outcome": "left"})
        assert answer.status_code == 201

    picture = pictures(project_root)["api/matchups.py"]
    assert in_order(picture, walk.of(vote)) == picture


def test_the_walk_of_a_leaderboard(project_root: Path, voting: tuple[Api, Walk]) -> None:
    api, walk = voting
    picture = pictures(project_root)["GET /api/v1/arenas/{arena}/leaderboard"]

    def read() -> None:
        assert api.get("/api/v1/arenas/t2i/leaderboard").status_code == 200

    read()
    report(api)
    made, cached = walk.of(read), walk.of(read)
    assert in_order(picture, made) == picture
    assert in_order(picture, cached) == picture[:3]
    few, many = map(int, re.findall(r"(?:304|time)\. (\d+) files", text_of(project_root)))
    assert len(files_of(cached, walk.of(read), walk.of(read))) <= few
    anew = []
    for _ in range(3):
        report(api)
        anew.append(walk.of(read))
    assert len(files_of(made, *anew)) <= many


def test_the_walk_of_a_generation(project_root: Path, sqlite_url: str, tmp_path: Path) -> None:
    asked = {"model": "square", "input": {"prompt": "a cat"}, "wait": 60}
    picture = set(pictures(project_root)["POST /v1/generations"]) - {
        ("providers/protocol.py", "Provider.generate")
    }
    with recording() as walk, gateway(sqlite_url, tmp_path) as (api, _):
        steps = walk.of(lambda: api.post("/v1/generations", asked, "generate"))
    # The workers' loop runs beside the request, so only the steps of one side have an order.
    assert picture <= set(steps)
