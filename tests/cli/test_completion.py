"""Completion by the shell, as docs/cli.md says to install it."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest

from tests.support.processes.commands import Commands
from tests.support.processes.server import ARENA

WORDS = {"COMP_WORDS": "arena se", "COMP_CWORD": "1"}


def complete(instruction: str, **words: str) -> str:
    environment = {**os.environ, "_ARENA_COMPLETE": instruction, **words}
    done = subprocess.run([ARENA], env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_documented_lines_print_the_shells_script(project_root: Path) -> None:
    lines = re.findall(r"_ARENA_COMPLETE=(\w+) arena", (project_root / "docs/cli.md").read_text())
    assert lines == ["bash_source", "zsh_source", "fish_source"]
    for line in lines:
        assert "_ARENA_COMPLETE" in complete(line)


@pytest.mark.slow
def test_commands_are_completed() -> None:
    assert "plain,serve" in complete("bash_complete", **WORDS).splitlines()


def test_zsh_shows_what_they_do(tmp_path: Path) -> None:
    arena = Commands("", tmp_path)
    lines = arena("recount", _ARENA_COMPLETE="zsh_complete", **WORDS).text.splitlines()
    assert lines[lines.index("serve") + 1].startswith("Serve the pages")
