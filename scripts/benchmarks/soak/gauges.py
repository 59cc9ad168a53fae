"""What a server takes while it runs: memory, open files, the write-ahead log; and whether that stays flat."""

from __future__ import annotations

import statistics
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

MOST_GROWTH = 0.05
"""How much more the last quarter may take than the one before it: a leak grows on, a cache fills up."""


_LINES = 20


@dataclass(frozen=True)
class Sample:
    """What a server takes at one moment: bytes of memory, open files, bytes of the write-ahead log."""

    seconds: float
    memory: int
    files: int
    wal: int


class Gauges:
    """Reads a process and the write-ahead log of its database, on Linux."""

    def __init__(self, pid: int, wal_bytes: Callable[[], int]) -> None:
        self._process = Path(f"/proc/{pid}")
        self._wal_bytes = wal_bytes

    def read(self, seconds: float) -> Sample:
        """Return what is taken now, ``seconds`` after the start."""
        lines = (self._process / "status").read_text().splitlines()
        resident = next(line for line in lines if line.startswith("VmRSS:"))
        files = len(list((self._process / "fd").iterdir()))
        return Sample(seconds, int(resident.split()[1]) * 1024, files, self._wal_bytes())


def bytes_below(folder: Path) -> int:
    """Return the bytes of the files in a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def growth(values: Sequence[int]) -> float:
    """Return by which part of the third quarter of the values the last one is larger, by medians."""
    quarter = max(1, len(values) // 4)
    before, after = values[-2 * quarter : -quarter], values[-quarter:]
    usual = statistics.median(before)
    return (statistics.median(after) - usual) / usual if usual else 0.0


def table(samples: Sequence[Sample]) -> str:
    """Return the samples as lines to read, so many at most."""
    step = -(-len(samples) // _LINES)
    lines = [
        f"{one.seconds:7.0f} s {one.memory / 1e6:8.1f} MB {one.files:5d} files {one.wal / 1e6:8.2f} MB of log"
        for one in samples[::step]
    ]
    return "\n".join(lines)
