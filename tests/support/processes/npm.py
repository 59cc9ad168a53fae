"""Programs of npm packages: linters, the TypeScript compiler, a generator of types, and Node.js itself.

`scripts/find-others` installs them, from one lock, into one folder of the environment.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.runs.waiting import CEILING_SECONDS

FOLDER = Path(sys.prefix) / "npm"
# They would call home, with what they were used on or for a newer version.
_QUIET = {"REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true", "NO_UPDATE_NOTIFIER": "1"}


def run(name: str, *arguments: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run a program of a package, or ``node``. Skip the test where npm's packages are not installed."""
    program = shutil.which(name) if name == "node" else FOLDER / "node_modules" / ".bin" / name
    if program is None or not Path(program).exists():
        pytest.skip(f"there is no {name}: install Node.js and npm, then run scripts/find-others")
    return subprocess.run(
        [program, *arguments],
        cwd=cwd,
        env={**os.environ, **_QUIET},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=CEILING_SECONDS,
        check=False,
    )
