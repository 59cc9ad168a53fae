"""The TypeScript client: its types are those of the document, and strict programs with it run."""

from __future__ import annotations

import base64
import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from service.api.reference.values import FILE
from tests.support.db.databases import copy_sqlite
from tests.support.network.lossy import losing
from tests.support.processes import npm
from tests.support.served.api import Api
from tests.support.served.document import DOCUMENT
from tests.support.served.documented import (
    ENDLESS,
    IMAGE,
    NOT_SUCCESSFUL,
    Call,
    documented_service,
)

pytestmark = pytest.mark.slow

CLIENT = "clients/typescript"
PROGRAMS = Path(__file__).with_name("typescript")
# What the programs use of Node.js, which has no types without another package.
NODE = "declare const process: { env: Record<string, string | undefined> };\n"
EVENTS = "/api/v1/arenas/text-to-image/events"
UNNAMED_VOTES = 2_500


@pytest.fixture(scope="module")
def served(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Api, list[Call]]]:
    """Yield a service for all programs, and the calls that the document shows."""
    folder = tmp_path_factory.mktemp("documented")
    with documented_service(copy_sqlite(sqlite_template, folder), folder) as service:
        yield service


@pytest.fixture(scope="module")
def programs(
    served: tuple[Api, list[Call]], tmp_path_factory: pytest.TempPathFactory, project_root: Path
) -> Path:
    """Return the folder with all programs, compiled together with the client, which takes a few seconds."""
    folder = tmp_path_factory.mktemp("typescript")
    shutil.copytree(project_root / CLIENT / "src", folder / "src")
    for program in PROGRAMS.glob("*.ts"):
        shutil.copy(program, folder)
    (folder / "calls.ts").write_text(calls_program(served[1]))
    readme = (project_root / CLIENT / "README.md").read_text()
    (folder / "readme.ts").write_text(
        "".join(re.findall(r"^```ts\n(.*?)^```", readme, re.DOTALL | re.MULTILINE))
    )
    (folder / "node.d.ts").write_text(NODE)
    config = json.loads((project_root / CLIENT / "tsconfig.json").read_text())
    config["compilerOptions"] |= {"rootDir": ".", "declaration": False}
    (folder / "tsconfig.json").write_text(json.dumps({**config, "include": ["*.ts", "src"]}))
    exports = {".": {"types": "./src/index.ts", "default": "./dist/src/index.js"}}
    package = {"name": "arena-client", "type": "module", "exports": exports}
    (folder / "package.json").write_text(json.dumps(package))
    compiled = npm.run("tsc", "-p", ".", cwd=folder)
    assert compiled.returncode == 0, compiled.stdout
    return folder


def calls_program(calls: list[Call]) -> str:
    """Return a program that makes all calls and prints what became of each."""
    lines = [
        'import { made, arena, form } from "./support.js";',
        f'const image = "{base64.b64encode(IMAGE).decode()}";',
        "const results: Record<string, unknown> = {};",
        *(
            f'results["{call.id}"] = await made(arena.call({_arguments(call)}));'
            for call in calls
            if call.id != ENDLESS
        ),
        "console.log(JSON.stringify(results));",
    ]
    return "\n".join(lines)


def _arguments(call: Call) -> str:
    options: dict[str, Any] = {"path": call.values, "query": call.query, "body": call.body}
    written = {name: json.dumps(value) for name, value in options.items() if value}
    if call.is_form and call.body is not None:
        file = next(name for name, value in call.body.items() if value == FILE)
        fields = {name: str(value) for name, value in call.body.items() if value != FILE}
        written["body"] = f'form({json.dumps(fields)}, "{file}", image)'
    text = ", ".join(f"{name}: {value}" for name, value in written.items())
    return f'"{call.method}", "{call.path}", {{ {text} }}'


def run(folder: Path, name: str, api: Api, url: str = "") -> str:
    """Return what a program prints; it has a key for everything."""
    token = api.key("admin")["Authorization"].removeprefix("Bearer ")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("ARENA_URL", url or api.base)
        patch.setenv("ARENA_KEY", token)
        ended = npm.run("node", folder / "dist" / f"{name}.js")
    assert ended.returncode == 0, ended.stderr
    return ended.stdout


def test_its_types_are_those_of_the_document(tmp_path: Path, project_root: Path) -> None:
    document, types = tmp_path / "openapi.json", tmp_path / "schema.ts"
    document.write_text(json.dumps(DOCUMENT))
    made = npm.run("openapi-typescript", document, "--output", types)
    assert made.returncode == 0, made.stderr
    current = (project_root / CLIENT / "src" / "schema.ts").read_text() == types.read_text()
    assert current, f"the API has changed: run scripts/client-types and commit {CLIENT}/src/schema.ts"


def test_it_depends_on_nothing(project_root: Path) -> None:
    package = json.loads((project_root / CLIENT / "package.json").read_text())
    assert set(package) & {"dependencies", "optionalDependencies", "peerDependencies"} == set()
    imports = re.findall(r'from "(.+)"', (project_root / CLIENT / "src" / "index.ts").read_text())
    assert imports == ["./schema.js"]
    assert sorted(path.name for path in (project_root / CLIENT / "src").iterdir()) == [
        "index.ts",
        "schema.ts",
    ]


def test_the_examples_of_its_readme_run(programs: Path, served: tuple[Api, list[Call]]) -> None:
    printed = run(programs, "readme", served[0]).splitlines()
    assert "2 accepted, 0 rejected" in printed
    assert any(line.startswith("You chose ") for line in printed)
    assert printed[-1] == "404 /problems/not-found"
    assert any(re.fullmatch(r"revision \d+: \d+ votes", line) for line in printed)


def test_lost_answers_count_once(programs: Path, served: tuple[Api, list[Call]]) -> None:
    api, _ = served
    before = api.get("/api/v1/arenas/text-to-image").json()["votes"]
    with losing(api.base) as proxy:
        told = json.loads(run(programs, "lossy", api, proxy.url))
    assert told["receipt"]["accepted"] == UNNAMED_VOTES
    assert api.get("/api/v1/arenas/text-to-image").json()["votes"] == before + UNNAMED_VOTES + 1
    assert told["again"]["last_position"] == told["receipt"]["last_position"]
    assert told["generation"] == "completed"
    assert told["outcome"] == "left"
    assert told["states"][1]["revision"] > told["states"][0]["revision"]
    assert proxy.forwarded["POST /api/v1/arenas/text-to-image/votes"] > UNNAMED_VOTES // 1000
    assert proxy.forwarded["POST /v1/generations"] == 2
    assert proxy.forwarded[f"GET {EVENTS}"] == 2


def test_a_strict_program_calls_every_operation(programs: Path, served: tuple[Api, list[Call]]) -> None:
    api, calls = served
    results = json.loads(run(programs, "calls", api))
    expected = {call.id: NOT_SUCCESSFUL.get(call.id, "ok") for call in calls if call.id != ENDLESS}
    assert results == expected
