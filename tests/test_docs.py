"""What the documents list is what there is: each route has its heading, each setting and problem its row."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from service.app import bare_app
from service.errors import ArenaError
from service.settings import PREFIX, Settings

METHODS = "GET|POST|PUT|PATCH|DELETE"


def text_of(project_root: Path, name: str) -> str:
    """A document."""
    return (project_root / "docs" / name).read_text()


def test_every_route_has_a_heading_and_every_heading_a_route(project_root: Path) -> None:
    paths = bare_app().openapi()["paths"]
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
    assert shown == (f"`{default}`" if default else "made once")
    assert meaning == field.description


def test_no_row_is_about_a_setting_that_is_none(project_root: Path) -> None:
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    for document in sorted((project_root / "docs").rglob("*.md")):
        assert set(re.findall(r"\bARENA_[A-Z_]+[A-Z]\b", document.read_text())) <= known, document
