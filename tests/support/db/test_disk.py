"""Tests do not wait for the disk, and the product does."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from service.db.engine import sqlite_engine
from service.db.urls import parse_url
from tests.support.db import disk


def test_this_process_does_not_wait(sqlite_url: str) -> None:
    engine = sqlite_engine(parse_url(sqlite_url), "BEGIN", 1)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar_one() == 0
    engine.dispose()
    os.fsync(9_999)


@pytest.mark.slow
def test_a_program_waits() -> None:
    program = "import os; from service.db import engine; print(engine.SYNCHRONOUS); os.fsync(9_999)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)
    assert done.stdout == f"{disk.SYNCHRONOUS}\n" == "FULL\n"
    assert "Bad file descriptor" in done.stderr
