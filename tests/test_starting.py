"""Starting imports what the program needs, and not what it may never use."""

from __future__ import annotations

import gc
import os
import subprocess
import sys
from pathlib import Path

import pytest

from service.db.migrate import upgrade
from service.starting import DEFERRED, collector_paused
from tests.support.db.databases import sqlite_url

HEAVY = {"alembic", "fastapi", "httpx", "jinja2", "PIL", "polars", "prometheus_client", "pyarrow", "rich"}


def imported_by(program: str, folder: Path) -> set[str]:
    """Return which of the heavy packages a program has imported when it ends."""
    # What only stands for a package has no file.
    real = f"[n for n in {sorted(HEAVY)} if n in sys.modules and '__file__' in vars(sys.modules[n])]"
    shown = f"import sys\n{program}\nprint('|', *{real})"
    env = {name: value for name, value in os.environ.items() if not name.startswith("ARENA_")}
    env |= {"ARENA_DATABASE_URL": sqlite_url(folder / "arena.db"), "ARENA_DATA_DIR": str(folder)}
    done = subprocess.run([sys.executable, "-c", shown], env=env, check=True, capture_output=True, text=True)
    return set(done.stdout.rpartition("|")[2].split())


@pytest.mark.slow
@pytest.mark.parametrize(
    ("arguments", "needed"),
    [
        (["migrate"], set[str]()),
        (["keys", "list"], set[str]()),
        (["doctor"], {"PIL"}),
    ],
    ids="-".join,
)
def test_a_command_imports_what_it_needs(arguments: list[str], needed: set[str], tmp_path: Path) -> None:
    """On a database that is up to date. That was half of its time."""
    upgrade(sqlite_url(tmp_path / "arena.db"))
    program = f"from service import cli\nsys.argv[1:] = {arguments!r}\n"
    program += "try:\n    cli.main()\nexcept SystemExit:\n    pass"
    assert imported_by(program, tmp_path) == needed


@pytest.mark.slow
def test_a_server_imports_what_it_needs_to_start(tmp_path: Path) -> None:
    upgrade(sqlite_url(tmp_path / "arena.db"))
    program = "from service.cli.server_process import create\ncreate()"
    assert imported_by(program, tmp_path).isdisjoint({"alembic", "httpx"})


@pytest.mark.slow
def test_deferred_packages_are_whole_when_many_threads_come_at_once(tmp_path: Path) -> None:
    """They wait for the one that imports; what was imported before is the package as it would have been."""
    program = (
        "from concurrent.futures import ThreadPoolExecutor\n"
        "from service.starting import defer_packages\n"
        "defer_packages()\n"
        "import httpx, polars\n"
        "assert '__file__' not in vars(httpx) and '__file__' not in vars(polars)\n"
        "with ThreadPoolExecutor(16) as pool:\n"
        "    urls = list(pool.map(lambda n: httpx.URL(f'http://a/{n}').path, range(16)))\n"
        "assert urls == [f'/{n}' for n in range(16)]\n"
        "assert issubclass(httpx.ConnectError, httpx.HTTPError)\n"
        "assert httpx.URL is sys.modules['httpx'].URL\n"
    )
    assert imported_by(program, tmp_path) >= {"httpx"}
    assert "polars" not in imported_by(program, tmp_path)


def test_a_deferred_package_is_used_as_a_whole(project_root: Path) -> None:
    """Importing a part of it by name would import it twice."""
    parts = tuple(
        f"{start} {name}{end}" for name in DEFERRED for start, end in (("from", "."), ("import", "."))
    )
    lines = [
        line for file in (project_root / "service").rglob("*.py") for line in file.read_text().splitlines()
    ]
    assert [line for line in lines if line.strip().startswith(parts)] == []


def test_the_collector_is_back_after_a_pause_even_if_what_it_was_for_fails() -> None:
    def fail() -> None:
        with collector_paused():
            assert not gc.isenabled()
            raise ValueError("x")

    assert gc.isenabled()
    with pytest.raises(ValueError, match="x"):
        fail()
    assert gc.isenabled()
