"""Who uses the processor while a load runs: each server process, PostgreSQL and the load. Linux only."""

from __future__ import annotations

import os
import threading
import time
from pathlib import Path
from typing import NamedTuple

_TICKS = os.sysconf("SC_CLK_TCK")


class _Process(NamedTuple):
    name: str
    parent: int
    seconds: float


class Shares:
    """Samples a part of a load in a thread, from ``after`` seconds on, and says who was busy.

    ``server`` is the process that has the server processes as children, or is the only one.
    """

    def __init__(self, server: int, after: float, seconds: float) -> None:
        self._server = server
        self._after, self._seconds = after, seconds
        self._text = ""
        self._thread = threading.Thread(target=self._sample, daemon=True)
        self._thread.start()

    def __str__(self) -> str:
        self._thread.join()
        return self._text

    def _sample(self) -> None:
        time.sleep(self._after)
        before, began = _processes(), time.monotonic()
        time.sleep(self._seconds)
        after, passed = _processes(), time.monotonic() - began
        used = {
            pid: (one.seconds - before[pid].seconds) / passed for pid, one in after.items() if pid in before
        }
        servers = [used[pid] for pid in used if self._server in (pid, after[pid].parent)]
        database = sum(share for pid, share in used.items() if after[pid].name == "postgres")
        busy = " ".join(f"{share:.2f}" for share in sorted(servers, reverse=True))
        self._text = f"servers {busy}, PostgreSQL {database:.2f}, of all {sum(used.values()):.1f} cores"


def _processes() -> dict[int, _Process]:
    found = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            head, _, tail = (folder / "stat").read_text().rpartition(")")
        except OSError:  # it has ended meanwhile
            continue
        fields = tail.split()
        seconds = sum(map(int, fields[11:13])) / _TICKS
        found[int(folder.name)] = _Process(head.partition("(")[2], int(fields[1]), seconds)
    return found
