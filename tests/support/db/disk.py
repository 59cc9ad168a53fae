"""A disk that nobody waits for: no test cuts the power of its own process.

SQLite and files then take half of the time to start a service and to stop it. The programs that tests start
wait for the disk as always, so what is lost in a power cut is seen as before.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from unittest.mock import patch

from service.db import engine

SYNCHRONOUS = engine.SYNCHRONOUS
"""What the product asks SQLite for."""


@contextmanager
def disk_not_awaited() -> Iterator[None]:
    """Let this process go on while the disk writes."""
    with patch.object(engine, "SYNCHRONOUS", "OFF"), patch.object(os, "fsync", lambda _: None):
        yield
