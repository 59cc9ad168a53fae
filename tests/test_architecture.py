"""The map is true: every file and folder that docs/architecture.md and docs/glossary.md name is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PATH = re.compile(r"\b((?:service|tests|migrations|scripts|docs)/[\w/.-]*\w)")
PLACEHOLDER = "NAME"


@pytest.mark.parametrize("name", ["architecture.md", "glossary.md"])
def test_every_path_exists(project_root: Path, name: str) -> None:
    text = (project_root / "docs" / name).read_text()
    paths = {path for path in PATH.findall(text) if PLACEHOLDER not in path}
    assert [path for path in sorted(paths) if not (project_root / path).exists()] == []


def test_the_map_names_every_ring_and_every_room(project_root: Path) -> None:
    text = (project_root / "docs/architecture.md").read_text()
    for folder in (project_root / "service", project_root / "service/arena"):
        names = {path.parent.name for path in folder.glob("*/__init__.py")}
        assert {name for name in names if not re.search(rf"\b{name}\b", text)} == set()
    assert PATH.findall(text)
