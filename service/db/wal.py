"""Copying SQLite's write-ahead log into the database file without delaying the writer.

By default, SQLite does this inside the commit that fills the log, which delays every vote of that batch by
about 100 ms on a slow disk. Here, a separate thread copies most of the log while the writer continues. The
writer then copies the small rest and restarts the log.
"""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock

# About 10 MB of log under load. Busy pages change with every batch, and a longer log combines more of their
# changes into one write to the file.
COMMITS = 256
# Among many readers, one almost always holds the log. The writer waits this long for those that began before
# its last commit; later ones need no log by then. If that fails, it tries again soon: the file never shrinks.
WAIT_SECONDS = 0.1
RETRY_COMMITS = 32


class Checkpointer:
    """Empties the log after every ``COMMITS`` commits, or a little later if reads hold it."""

    def __init__(self, path: Path, write_thread: ThreadPoolExecutor) -> None:
        self._path = path
        self._write_thread = write_thread
        self._thread = ThreadPoolExecutor(1, "arena-checkpoint")
        self._busy = Lock()
        self._commits = 0
        self._due = COMMITS

    def committed(self) -> None:
        """Count a commit. Called in the writer thread; takes microseconds."""
        self._commits += 1
        if self._commits >= self._due and self._busy.acquire(blocking=False):
            self._thread.submit(self._empty)

    def _empty(self) -> None:
        try:
            self._checkpoint("PASSIVE", 0)
            emptied = self._write_thread.submit(self._checkpoint, "RESTART", WAIT_SECONDS).result()
            self._due = self._commits + (COMMITS if emptied else RETRY_COMMITS)
        finally:
            self._busy.release()

    def _checkpoint(self, kind: str, seconds: float) -> bool:
        """Copy what can be copied; return whether that was all, and no read holds the log."""
        connection = sqlite3.connect(self._path, timeout=seconds, isolation_level=None)
        try:
            busy, _, _ = connection.execute(f"PRAGMA wal_checkpoint({kind})").fetchone()
        except sqlite3.OperationalError:
            # The disk is full or the file is locked. The next commit reports that to its caller.
            return False
        else:
            return not busy
        finally:
            connection.close()

    def close(self) -> None:
        """Wait for a checkpoint in progress. The writer thread must still be running."""
        self._thread.shutdown()
