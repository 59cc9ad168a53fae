"""The program's server as a separate process, to be asked, stopped and killed."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

from tests.support.ports import free_port
from tests.support.waiting import CEILING_SECONDS, wait_until

ARENA = Path(sys.executable).with_name("arena")


class ServerProcess:
    """``arena serve`` on a migrated database and a free port; entering starts it, leaving stops it."""

    def __init__(self, url: str, folder: Path, *arguments: str) -> None:
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith("ARENA_")},
            "ARENA_DATABASE_URL": url,
            "ARENA_DATA_DIR": str(folder),
        }
        self.port = free_port()
        self.base = f"http://127.0.0.1:{self.port}"
        self._arguments = arguments
        self._log = folder / "server.log"
        self._process: subprocess.Popen[bytes] | None = None

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
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(command, env=self.environment, stdout=log, stderr=log)
        process = self._process
        try:
            wait_until(lambda: self._answers() or process.poll() is not None, "the server's first answer")
            assert process.poll() is None, f"the server did not start:\n{self._log.read_text()}"
        except BaseException:
            self.kill()
            raise

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.base}/healthz", timeout=10).is_success
        except httpx.HTTPError:
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
        self._process.send_signal(which)

    def _end(self, how: signal.Signals) -> None:
        process, self._process = self._process, None
        if process is not None:
            process.send_signal(how)
            process.wait(CEILING_SECONDS)

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Run a command of the program on the same database."""
        return subprocess.run(
            [str(ARENA), *arguments], env=self.environment, capture_output=True, text=True, check=False
        )
