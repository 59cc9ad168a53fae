"""The commands of a document, run in its order as a reader would, and what it says that they print."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

_BLOCK = re.compile(r"^```(\w+)\n(.*?)^```$(?:\n\n```text\n(.*?)^```$)?", re.MULTILINE | re.DOTALL)
_END = "\x1e"
_ANY_LINES = r"(?:.*\n)*"
_STATED = "http://127.0.0.1:8000"


@dataclass(frozen=True, slots=True)
class Step:
    """A block of commands, and the output that the document shows below it; None if it shows none."""

    commands: str
    output: str | None


def steps_of(document: Path) -> list[Step]:
    """Return the blocks of shell commands of a document."""
    return [
        Step(commands, output or None)
        for language, commands, output in _BLOCK.findall(document.read_text())
        if language == "sh"
    ]


def outputs(steps: list[Step], base: str, folder: Path, environment: Mapping[str, str]) -> list[str]:
    """Run all steps in one shell, with the program on its PATH, and return what each prints."""
    script = "set -euo pipefail\n" + "".join(f"{step.commands}printf '\\x1e'\n" for step in steps)
    done = subprocess.run(
        ["/usr/bin/env", "bash", "-c", script.replace(_STATED, base)],
        cwd=folder,
        env={**os.environ, **environment, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"
    return done.stdout.split(_END)[:-1]


def agrees(printed: str, shown: str) -> bool:
    """Return whether an output is as a document shows it.

    There `…` stands for anything, and alone on a line for any number of lines.
    """
    lines = [_ANY_LINES if line == "…" else _line(line) for line in shown.strip().splitlines()]
    return re.fullmatch("".join(lines), f"{printed.strip()}\n") is not None


def _line(shown: str) -> str:
    return ".*".join(re.escape(part) for part in shown.split("…")) + r"\n"
