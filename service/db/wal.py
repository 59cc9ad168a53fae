"""Emptying SQLite's write-ahead log into the database file without making the writer wait for it.

By itself SQLite does that inside the commit that fills the log: a hundred milliseconds on a slow disk, for
every vote of that batch. Here a thread copies most of the log while the writer goes on; what little came
meanwhile the writer copies itself, and starts the log anew.
"""

from __future__ import annotations

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Lock

# Some 10 MB of log under load. Busy pages change with every batch: the longer the log may grow, the more of
# their changes cost one write to the file.
COMMITS = 256


class Checkpointer:
    """Empties the log every few commits."""

    def __init__(self, path: Path, write_thread: ThreadPoolExecutor) -> None:
        self._path = path
        self._write_thread = write_thread
        self._thread = ThreadPoolExecutor(1, "arena-checkpoint")
        self._busy = Lock()
        self._commits = 0

    def committed(self) -> None:
        """Note one more commit. Called in the writer's thread; takes microseconds."""
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
        # Without a timeout: where a long read holds the log, it is emptied another time.
        connection = sqlite3.connect(self._path, timeout=0, isolation_level=None)
        try:
            connection.execute(f"PRAGMA wal_checkpoint({kind})").fetchall()
        except sqlite3.OperationalError:
            # A full disk, a locked file: the next commit says so itself, to somebody who waits for it.
            return
        finally:
            connection.close()

    def close(self) -> None:
        """Wait for what is under way. The writer's thread must still run."""
        self._thread.shutdown()
