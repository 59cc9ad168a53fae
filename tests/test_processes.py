"""Processes that work for this one."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.context import SpawnProcess
from pathlib import Path

import pytest

from service.processes import Processes
from tests.support.runs.waiting import wait_until

# A process that starts two others, of which one is idle and one waits for a line in a pipe.
PARENT = """
import os, sys
from service.processes import Processes
from tests.test_processes import answer

pool = Processes(2)
pool.submit(answer, *sys.argv[1:])
pool.submit(os.getpid).result()
print(*pool._processes, flush=True)
sys.stdin.read()
"""


def answer(question: str, answer: str) -> None:
    """Write to the file ``answer`` what is read from the pipe ``question``."""
    Path(answer).write_text(Path(question).read_text())


def test_a_killed_process_leaves_none_and_what_they_do_is_done(tmp_path: Path) -> None:
    question, answered = tmp_path / "question", tmp_path / "answer"
    os.mkfifo(question)
    command = [sys.executable, "-c", PARENT, str(question), str(answered)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as parent:
        assert parent.stdout is not None
        idle_and_busy = [int(word) for word in parent.stdout.readline().split()]
        assert len(idle_and_busy) == 2
        with question.open("w") as line:
            parent.kill()
            parent.wait()
            wait_until(lambda: sum(map(_is_running, idle_and_busy)) == 1, "the end of the idle process")
            line.write("heard")
    wait_until(lambda: not any(map(_is_running, idle_and_busy)), "the end of the busy process")
    assert answered.read_text() == "heard"


def test_one_that_starts_while_another_is_lost_ends(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pool, started, start = _Losing(tmp_path), list[int](), SpawnProcess.start

    def start_and_lose(process: SpawnProcess) -> None:
        start(process)
        started.append(process.pid or 0)
        pool.lose()

    monkeypatch.setattr(SpawnProcess, "start", start_and_lose)
    pool.processes.submit(os.getpid)
    wait_until(lambda: not _is_running(started[0]), "the end of the process that started")
    pool.processes.shutdown()


def test_one_that_cannot_start_because_another_is_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pool, start = _Losing(tmp_path), SpawnProcess.start

    def lose_and_start(process: SpawnProcess) -> None:
        pool.lose()
        start(process)

    monkeypatch.setattr(SpawnProcess, "start", lose_and_start)
    with pytest.raises(BrokenProcessPool, match="no process can be started"):
        pool.processes.submit(os.getpid)
    pool.processes.shutdown()


class _Losing:
    """Two processes of which one is at work and can be lost, and the other has not started."""

    def __init__(self, folder: Path) -> None:
        question = folder / "question"
        os.mkfifo(question)
        self.processes = Processes(2)
        self._work = self.processes.submit(answer, str(question), str(folder / "answer"))
        self._line = question.open("w")  # waits until the work has begun
        (self._lost,) = self.processes._processes
        self._queue = vars(self.processes)["_call_queue"]

    def lose(self) -> None:
        """Kill the process that is at work, and wait until its pool has ended all that it knows of."""
        os.kill(self._lost, signal.SIGKILL)
        wait_until(lambda: self._work.done() and self._queue._reader.closed, "the end of the pool")
        self._line.close()


def _is_running(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    stat = Path(f"/proc/{process}/stat")
    return not stat.exists() or stat.read_text().rpartition(")")[2].split()[0] != "Z"
