"""What the first process of a run makes for all of them, in a folder that pytest removes some runs later."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Callable
from pathlib import Path

_shared: list[Path] = []


def share_in(base: Path) -> None:
    """Use the folder beside those of the other processes of this run, given the ``base`` of this one."""
    _shared[:] = [base.parent if "PYTEST_XDIST_WORKER" in os.environ else base]


def made_once(name: str, make: Callable[[Path], None]) -> Path:
    """Return a folder of the run, which the first process that needs it has made while the others waited."""
    folder = _shared[0] / f"once-{name}"
    with _shared[0].joinpath(f"{name}.lock").open("a+") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        lock.seek(0)
        if not lock.read():
            folder.mkdir(exist_ok=True)
            make(folder)
            lock.write("made")
    return folder
