"""The machine and the programs that were measured."""

import os
import platform
import sqlite3
import subprocess
from pathlib import Path

from tests.support.db.postgres_programs import NotFoundError, find_bindir


def describe() -> dict[str, str]:
    """Return the machine and the programs under test, by name."""
    return {
        "cpu": _cpu(),
        "cores": str(os.cpu_count()),
        "memory": f"{os.sysconf('SC_PAGE_SIZE') * os.sysconf('SC_PHYS_PAGES') / 2**30:.0f} GiB",
        "kernel": f"{platform.system()} {platform.release()}",
        "python": platform.python_version(),
        "sqlite": sqlite3.sqlite_version,
        "postgresql": _postgres(),
    }


def _cpu() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:  # not Linux
        return platform.processor()
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.machine()


def _postgres() -> str:
    try:
        program = find_bindir() / "postgres"
    except NotFoundError:
        return "none"
    answer = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    return answer.stdout.removeprefix("postgres (PostgreSQL) ").strip()
