"""``python -m service`` is the command ``arena``."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from service import __version__


def test_it_works_like_arena(project_root: Path) -> None:
    command = [sys.executable, "-m", "service", "--version"]
    done = subprocess.run(command, cwd=project_root, capture_output=True, text=True, check=True)
    assert done.stdout == f"arena, version {__version__}\n"
