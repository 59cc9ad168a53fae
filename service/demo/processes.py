"""The processes that paint. This module imports nothing of the program, so that they start fast."""

from __future__ import annotations

import multiprocessing
import os
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager

MOST = 8


@contextmanager
def painting_processes() -> Iterator[ProcessPoolExecutor]:
    """Yield a pool of processes, one for each core."""
    # Spawned, not forked: this process has threads.
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(min(os.cpu_count() or 1, MOST), context, _end_with_parent, (os.getpid(),))
    try:
        yield pool
    finally:
        pool.shutdown(cancel_futures=True)


def _end_with_parent(parent: int) -> None:
    """End this process when its parent is gone: a killed one cannot tell its painters to stop."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, daemon=True).start()
