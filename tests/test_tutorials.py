"""Each tutorial is tried by its own text: its commands are run, and print what it says that they print."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.pages.tutorials import agrees, outputs, steps_of
from tests.support.processes.server import ServerProcess

TUTORIALS = ("collect-votes", "query-leaderboards", "feed-a-dashboard")


def test_every_tutorial_is_tried(project_root: Path) -> None:
    assert {path.stem for path in (project_root / "docs/tutorials").glob("*.md")} == set(TUTORIALS)


@pytest.mark.slow
@pytest.mark.parametrize("name", TUTORIALS)
def test_its_commands_do_what_it_says(project_root: Path, sqlite_url: str, tmp_path: Path, name: str) -> None:
    first, *steps = steps_of(project_root / "docs/tutorials" / f"{name}.md")
    assert first.commands == "scripts/serve\n"  # the server below stands for it
    for folder in ("docs", "clients"):
        (tmp_path / folder).symlink_to(project_root / folder)
    with ServerProcess(sqlite_url, tmp_path) as server:
        printed = outputs(steps, server.base, tmp_path, server.environment)
    shown = [(output, step.output) for output, step in zip(printed, steps, strict=True) if step.output]
    assert len(shown) >= 3
    for output, expected in shown:
        assert agrees(output, expected), f"{output}\n--- is not ---\n{expected}"
