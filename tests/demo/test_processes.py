"""The processes that paint."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

# A process that prints the id of one of its painters and is then killed.
PARENT = """
import os, signal
from service.demo.processes import painting_processes

if __name__ == "__main__":
    with painting_processes() as pool:
        print(pool.submit(os.getpid).result(), flush=True)
        os.kill(os.getpid(), signal.SIGKILL)
"""


def test_painters_end_when_their_process_is_killed(tmp_path: Path) -> None:
    program = tmp_path / "parent.py"
    program.write_text(PARENT)
    done = subprocess.run([sys.executable, program], capture_output=True, text=True, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr
    painter = int(done.stdout)
    deadline = time.monotonic() + 60
    while _is_running(painter):
        assert time.monotonic() < deadline
        time.sleep(0.1)


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{process}/stat")
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"
