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


class Checkpointer:
    """Empties the log after every ``COMMITS`` commits."""

    def __init__(self, path: Path, write_thread: ThreadPoolExecutor) -> None:
        self._path = path
        self._write_thread = write_thread
        self._thread = ThreadPoolExecutor(1, "arena-checkpoint")
        self._busy = Lock()
        self._commits = 0

    def committed(self) -> None:
        """Count a commit. Called in the writer thread; takes microseconds."""
        self._commits += 1
        if self._commits % COMMITS == 0 and self._busy.acquire(blocking=False):
            self._thread.submit(self._empty)

    def _empty(self) -> None:
        try:
            self._checkpoint("PASSIVE")
            self._write_thread.submit(self._checkpoint, "RESTART").result()
        finally:
            self._busy.release()

    def _checkpoint(self, kind: str) -> None:
        # No timeout: if a long read holds the log, the next checkpoint empties it.
        connection = sqlite3.connect(self._path, timeout=0, isolation_level=None)
        try:
            connection.execute(f"PRAGMA wal_checkpoint({kind})").fetchall()
        except sqlite3.OperationalError:
            # The disk is full or the file is locked. The next commit reports that to its caller.
            return
        finally:
            connection.close()

    def close(self) -> None:
        """Wait for a checkpoint in progress. The writer thread must still be running."""
        self._thread.shutdown()
