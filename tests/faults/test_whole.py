"""The setup of docs/scaling.md, by its own text: its commands run as they stand there, but for the ports.

Votes pass through nginx to two servers behind a pooler, with a replica, while one of the servers is killed.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from tests.support.db.pgbouncer import find_pgbouncer
from tests.support.db.postgres_programs import account, find_bindir, reachable_bindir
from tests.support.network.ports import free_port
from tests.support.pages.tutorials import Step, agrees, outputs, steps_of

pytestmark = [
    pytest.mark.kills,
    pytest.mark.postgresql,
    pytest.mark.skipif(shutil.which("nginx") is None, reason="nginx is not installed"),
]

PORTS = ("5433", "5434", "6432", "8001", "8002", "8080")
PROGRAMS = ("initdb", "pg_ctl", "pg_basebackup", "createdb")


@contextmanager
def checkout(project_root: Path) -> Iterator[Path]:
    """Yield a folder that looks like a checkout to the page; end what was started below it afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="arena-whole-"))
    folder.chmod(0o777)
    (folder / "deploy").symlink_to(project_root / "deploy")
    try:
        yield folder
    finally:
        ends = dict.fromkeys(folder.glob("data/site/*.pid"), signal.SIGKILL)
        ends |= dict.fromkeys(folder.glob("data/site/*/postmaster.pid"), signal.SIGQUIT)
        for file, end in ends.items():
            with suppress(ProcessLookupError):
                os.kill(int(file.read_text().split()[0]), end)
        shutil.rmtree(folder, ignore_errors=True)


def add_programs(folder: Path) -> None:
    """Add the programs of PostgreSQL and PgBouncer; those that refuse root run as another account."""
    bindir = reachable_bindir(find_bindir(), folder)
    programs = {name: bindir / name for name in PROGRAMS} | {"pgbouncer": Path(find_pgbouncer())}
    run_as = account()
    change = f"setpriv --reuid={run_as['user']} --regid={run_as['group']} --clear-groups" if run_as else ""
    lines = {name: f'exec {change} {path} "$@"' for name, path in programs.items()}
    for name, line in {**lines, "pg_config": f"echo {folder / 'bin'}"}.items():
        if name in PROGRAMS and not programs[name].is_file():
            pytest.skip(f"{name} is not installed")
        path = folder / "bin" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"#!/bin/sh\n{line}\n")
        path.chmod(0o755)


def moved(steps: list[Step]) -> list[Step]:
    """Return the steps with free ports in place of those that the page names."""
    free: set[int] = set()
    while len(free) < len(PORTS):
        free.add(free_port())
    ports = dict(zip(PORTS, map(str, free), strict=True))
    return [
        replace(step, commands=re.sub("|".join(PORTS), lambda found: ports[found.group()], step.commands))
        for step in steps
    ]


def test_votes_through_everything_while_a_server_dies(
    project_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = moved(steps_of(project_root / "docs/scaling.md"))
    # PostgreSQL's account must be able to write into what the commands make.
    steps[0] = replace(steps[0], commands=f"umask 000\n{steps[0].commands}")
    with checkout(project_root) as folder:
        add_programs(folder)
        monkeypatch.setenv("PATH", f"{folder / 'bin'}:{os.environ['PATH']}")
        printed = outputs(steps, "", folder, {})
    shown = [(output, step.output) for output, step in zip(printed, steps, strict=True) if step.output]
    assert len(shown) == 1
    for output, expected in shown:
        assert agrees(output, expected), output
