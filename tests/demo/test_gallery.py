"""The images of the demo."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from service.demo.gallery import gallery
from service.demo.makers import MAKERS
from service.demo.prompts import EDITED
from tests.support.arenas import arena_services

PROMPT = EDITED[0]

# A process that prints the id of one of its painters and is then killed.
PARENT = """
import os, signal
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from service.demo.gallery import _end_with_parent

if __name__ == "__main__":
    pool = ProcessPoolExecutor(1, get_context("spawn"), _end_with_parent, (os.getpid(),))
    print(pool.submit(os.getpid).result(), flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


async def test_all_painters_at_once_and_again_the_same(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path, blobs_url=str(tmp_path / "blobs")) as services:
        with gallery(services) as painters:
            first, again = await asyncio.gather(painters.paint(PROMPT), painters.paint(PROMPT))
    assert set(first.by_model) == {maker.slug for maker in MAKERS}
    digests = {model: stored.sha256 for model, stored in first.by_model.items()}
    assert len(set(digests.values())) == 6
    assert {model: stored.sha256 for model, stored in again.by_model.items()} == digests
    assert first.source == again.source is not None


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
