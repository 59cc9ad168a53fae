"""What the documents list is what there is: each route has its heading, each setting and problem its row."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from service.errors import ArenaError
from service.settings import PREFIX, Settings
from tests.support.images.pictures import picture
from tests.support.served.api import Api, serving
from tests.support.served.document import DOCUMENT

METHODS = "GET|POST|PUT|PATCH|DELETE"


def text_of(project_root: Path, name: str) -> str:
    """Return a document."""
    return (project_root / "docs" / name).read_text()


def test_every_route_has_a_heading_and_every_heading_a_route(project_root: Path) -> None:
    paths = DOCUMENT["paths"]
    routes = {f"{method.upper()} {path}" for path, methods in paths.items() for method in methods}
    headings = re.findall(rf"^### ((?:{METHODS}) \S+)$", text_of(project_root, "api.md"), re.MULTILINE)
    assert sorted(headings) == sorted(routes)


def test_every_problem_has_its_line(project_root: Path) -> None:
    kinds = [ArenaError]
    for kind in kinds:
        kinds += kind.__subclasses__()
    lines = re.findall(r"^\| (\d+) \| `([a-z-]+)` \|", text_of(project_root, "api.md"), re.MULTILINE)
    assert {(int(status), code) for status, code in lines} == {(kind.status, kind.code) for kind in kinds}


@pytest.mark.parametrize("name", sorted(Settings.model_fields))
def test_every_setting_has_its_row(project_root: Path, name: str) -> None:
    field = Settings.model_fields[name]
    default = str(field.default).lower() if isinstance(field.default, bool) else str(field.default)
    rows = re.findall(
        r"^\| `(ARENA_\w+)` \| (.+?) \| (.+?) \|$", text_of(project_root, "operations.md"), re.MULTILINE
    )
    ((shown, meaning),) = [
        (shown, meaning) for variable, shown, meaning in rows if variable == PREFIX + name.upper()
    ]
    without = "made once" if name == "secret_key" else "none"
    assert shown == (f"`{default}`" if default else without)
    assert meaning == field.description


def test_no_row_is_about_a_setting_that_is_none(project_root: Path) -> None:
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    for document in sorted((project_root / "docs").rglob("*.md")):
        assert set(re.findall(r"\bARENA_[A-Z_]+[A-Z]\b", document.read_text())) <= known, document


def test_the_index_of_decisions_has_each_with_its_title(project_root: Path) -> None:
    folder = project_root / "docs" / "decisions"
    titles = {path.name: path.read_text().partition("\n")[0] for path in folder.glob("0*.md")}
    rows = re.findall(
        r"^\| \[(\d{4})\]\((.+)\) \| (.+) \|$", (folder / "README.md").read_text(), re.MULTILINE
    )
    assert [name for _, name, _ in rows] == sorted(titles)
    assert {name: f"# {number} {title}" for number, name, title in rows} == titles


def vote_on_the_models(api: Api) -> None:
    """Record votes on the models of the examples: one vote decides nothing."""
    vote = {"model_left": "photon-flash-1", "model_right": "other-1", "outcome": "left", "language": "en"}
    votes = {"votes": [{**vote, "themes": ["typography"]}] * 20}
    assert api.post("/api/v1/arenas/text-to-image/votes", votes, "votes").is_success


def test_every_example_works_from_top_to_bottom(project_root: Path, sqlite_url: str, tmp_path: Path) -> None:
    examples = "\n".join(re.findall(r"```sh\n(.*?)```", text_of(project_root, "api.md"), re.DOTALL))
    commands = re.split(r"^curl ", examples.replace("\\\n", " "), flags=re.MULTILINE)[1:]
    assert len(commands) >= 8
    with serving(sqlite_url, tmp_path) as api:
        api.made("/api/v1/models", slug="other-1", name="The other model of the example")
        for command in commands:
            if command.startswith('"$A/api/v1/decide'):
                vote_on_the_models(api)
            words = shlex.split(
                command.replace("$A", "").replace("$K", api.key("admin")["Authorization"][7:])
            )
            headers = dict(words[i + 1].split(": ") for i, word in enumerate(words) if word == "-H")
            body = words[words.index("-d") + 1] if "-d" in words else None
            form = dict(words[i + 1].split("=", 1) for i, word in enumerate(words) if word == "-F")
            files = {name: picture() for name, value in form.items() if value.startswith("@")}
            method = "POST" if body or form else "GET"
            answer = api.client.request(
                words[words.index("-X") + 1] if "-X" in words else method,
                words[0],
                content=body,
                data={name: value for name, value in form.items() if name not in files},
                files=files,
                headers=headers,
            )
            assert answer.is_success, (command, answer.text)
            assert '"rejected": [{' not in answer.text


def test_what_the_sizes_are_computed_from_was_measured(project_root: Path) -> None:
    """Each rate and each size of a vote on the page about scaling stands on the page of measurements."""
    sizes = text_of(project_root, "scaling.md").partition("## The whole setup")[0]
    stated = set(re.findall(r"\d{1,3}(?:,\d{3})+|[\d.]+ bytes", sizes))
    assert len(stated) >= 10
    measured = set(re.findall(r"\d{1,3}(?:,\d{3})+|[\d.]+ bytes", text_of(project_root, "performance.md")))
    assert stated <= measured
