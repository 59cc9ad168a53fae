"""A quick test that takes as much as hundreds of others fails the run."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.runs.effort import too_much

TESTS = """
import time
import pytest

@pytest.mark.parametrize("number", range(4))
def test_little(number):
    work({little})

def test_much():
    work({much})

def work(seconds):
    end = time.process_time() + seconds
    while time.process_time() < end:
        pass
"""
CONFTEST = """
from tests.support.runs import effort

effort.MOST = 0.5

def pytest_configure(config):
    config.pluginmanager.register(effort.Efforts(judged=not hasattr(config, "workerinput")))
"""


def test_a_share_of_the_time_of_all() -> None:
    seconds = {f"test_{number}": 0.01 for number in range(1_000)}
    assert too_much(seconds) == []
    assert too_much(seconds | {"test_b": 0.6, "test_a": 0.9}) == ["test_a", "test_b"]
    assert too_much({test: 100 * one for test, one in seconds.items()}) == []


@pytest.mark.slow
@pytest.mark.parametrize(("workers", "much", "code"), [("1", 0.05, 0), ("0", 0.5, 1), ("1", 0.5, 1)])
def test_a_run_with_such_a_test_fails(
    tmp_path: Path, project_root: Path, workers: str, much: float, code: int
) -> None:
    (tmp_path / "test_it.py").write_text(TESTS.format(little=0.05, much=much))
    (tmp_path / "conftest.py").write_text(CONFTEST)
    (tmp_path / "pytest.ini").write_text(f"[pytest]\npythonpath = {project_root}\n")
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-n", workers, "-p", "no:schemathesis", str(tmp_path)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == code, done.stdout
    assert ("too slow for --quick: test_it.py::test_much" in done.stdout) == bool(code)
