"""The argument and the options that imports share."""

from pathlib import Path

import pytest

from tests.support.processes.commands import Commands


@pytest.mark.parametrize("command", ["votes", "prompts", "images"])
def test_imports_into_an_arena_have_the_same_options(arena: Commands, command: str) -> None:
    text = arena.good("import", command, "--help").text
    assert all(option in text for option in ("--arena A", "--task T", "--format [csv|tsv", "--json"))


def test_a_file_must_exist(arena: Commands, tmp_path: Path) -> None:
    done = arena("import", "votes", tmp_path / "none.csv", "--arena", "t2i")
    assert done.code == 2
    assert "does not exist" in done.errors
