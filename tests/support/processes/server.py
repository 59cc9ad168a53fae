"""The program's server as a separate process, to be asked, stopped and killed.

To import the program takes two seconds of processor time, and tests start a hundred servers. So servers are
forked from a process that has imported it.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import sys
from collections.abc import Callable
from multiprocessing.context import ForkServerContext, ForkServerProcess
from multiprocessing.synchronize import Barrier
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

from tests.support.network.ports import free_port
from tests.support.runs.waiting import CEILING_SECONDS, wait_until
from tests.support.served.api import client_of

ARENA = Path(sys.executable).with_name("arena")
_PRELOADED = [
    __name__,
    "service.app",
    "service.cli.serve",
    "service.cli.worker",
    "jinja2.ext",
    "psycopg",
    "uvicorn.lifespan.on",
    "uvicorn.loops.uvloop",
    "tests.support.processes.preloaded",
]


def forked(command: list[str], environment: dict[str, str], log: Path) -> ForkServerProcess:
    """Start the program with the arguments of a command line; what it prints is added to a file."""
    context: ForkServerContext = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_PRELOADED)
    process = context.Process(target=_run, args=[command, environment, log])
    process.start()
    return process


def forked_together(work: Callable[[str], object], argument: str, count: int) -> list[int | None]:
    """Do the work in several processes that begin at the same time; return their exit codes."""
    context: ForkServerContext = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(_PRELOADED)
    barrier = context.Barrier(count)
    processes = [context.Process(target=_together, args=[barrier, work, argument]) for _ in range(count)]
    for process in processes:
        process.start()
    return [_ended(process) for process in processes]


def _together(barrier: Barrier, work: Callable[[str], object], argument: str) -> None:
    barrier.wait(CEILING_SECONDS)
    work(argument)


def _ended(process: ForkServerProcess) -> int | None:
    """Wait until a process ends by itself and return its exit code. At the ceiling it is killed."""
    process.join(CEILING_SECONDS)
    return end(process, signal.SIGKILL)


def end(process: ForkServerProcess, how: signal.Signals) -> int | None:
    """End a process with a signal, unless it has ended by itself; return its exit code."""
    if process.is_alive() and process.pid is not None:
        os.kill(process.pid, how)
    process.join(CEILING_SECONDS)
    assert not process.is_alive(), "the process did not end"
    return process.exitcode


def _run(command: list[str], environment: dict[str, str], log: Path) -> None:
    file = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(file, 1)
    os.dup2(file, 2)
    # The processes that a server starts inherit the first three descriptors.
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    sys.stdin = os.fdopen(0)
    os.environ.clear()
    os.environ.update(environment)
    sys.argv = command
    from service.cli import main  # noqa: PLC0415 - the tests' own process does not need it

    main()


class ServerProcess:
    """``arena serve`` on a migrated database and a free port; entering starts it, leaving stops it."""

    def __init__(self, url: str, folder: Path, *arguments: str) -> None:
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("ARENA_")},
            "ARENA_DATABASE_URL": url,
            "ARENA_DATA_DIR": str(folder),
            "ARENA_BLOBS_URL": str(folder / "blobs"),
        }
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self._arguments = arguments
        self._log = folder / "server.log"
        self._process: ForkServerProcess | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    def start(self) -> None:
        """Start it and wait until it answers."""
        command = [str(ARENA), "serve", "--port", str(self.port), "--no-migrate", *self._arguments]
        process = self._process = forked(command, self.environment, self._log)
        try:
            wait_until(lambda: self._answers() or not process.is_alive(), "the server's first answer")
            assert process.is_alive(), f"the server did not start:\n{self._log.read_text()}"
        except BaseException:
            self.kill()
            raise

    def _answers(self) -> bool:
        """Return whether it answers. A connection is tried first, which takes a tenth of a request."""
        try:
            socket.create_connection(("127.0.0.1", self.port)).close()
            with client_of(self.base) as client:
                return client.get("/healthz").is_success
        except (OSError, httpx.HTTPError):
            return False

    @property
    def memory(self) -> int:
        """The memory that it has in use, in bytes. Only of one process, and only on Linux."""
        assert self._process is not None
        status = Path(f"/proc/{self._process.pid}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0]) * 1024

    @property
    def log(self) -> str:
        """What it has logged."""
        return self._log.read_text()

    def stop(self) -> None:
        """Stop it as an operator would; it first records the votes that wait."""
        self._end(signal.SIGTERM)

    def kill(self) -> None:
        """Kill it as a power cut would."""
        self._end(signal.SIGKILL)

    def freeze(self) -> None:
        """Stop it in the middle of whatever it does, as a machine that is suspended would."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let a frozen one go on as if no time had passed."""
        self._signal(signal.SIGCONT)

    def _signal(self, which: signal.Signals) -> None:
        assert self._process is not None
        assert self._process.pid is not None
        os.kill(self._process.pid, which)

    def _end(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is not None:
            end(process, how)

    def command(self, *arguments: str) -> tuple[int | None, str]:
        """Run a command of the program on the same database; return its exit code and all that it printed."""
        log = self._log.with_name("command.log")
        process = forked([str(ARENA), *arguments], self.environment, log)
        return _ended(process), log.read_text()
