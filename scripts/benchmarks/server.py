"""Servers to measure: the program as users start it, each on its own database."""

from __future__ import annotations

import json
import os
import random
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2s
from pathlib import Path
from typing import Any, BinaryIO

MODELS = 50
THEMES = 12
LANGUAGES = ("en", "de", "fr", "es", "pt-BR", "zh", "ja", "ko", "ar", "hi")
ARENA = "bench"

ARENA_COMMAND = Path(sys.executable).with_name("arena")
_WAIT_SECONDS = 120


@dataclass(frozen=True)
class Target:
    """A running server and a key that may do everything there."""

    port: int
    key: str
    pid: int

    def processor_seconds(self) -> float:
        """Return the processor time of the server so far, on Linux."""
        return processor_seconds(self.pid)

    def post(self, path: str, body: object) -> Any:
        """POST JSON with the key; return the JSON of the answer."""
        request = urllib.request.Request(
            f"http://127.0.0.1:{self.port}{path}",
            json.dumps(body).encode(),
            {"Authorization": f"Bearer {self.key}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310
            return json.load(answer)

    def get(self, path: str) -> Any:
        """GET JSON."""
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}{path}", timeout=30) as answer:
            return json.load(answer)


def environment(url: str, folder: Path, **settings: str) -> dict[str, str]:
    """Return the environment of the program on a database, with its own files in a folder."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith("ARENA_")}
    # All clients of a benchmark have one address.
    plain |= {"ARENA_DATABASE_URL": url, "ARENA_DATA_DIR": str(folder), "ARENA_ADDRESS_CONNECTIONS": "0"}
    # A store belongs to one database.
    plain["ARENA_BLOBS_URL"] = str(folder / f"blobs-{blake2s(url.encode(), digest_size=4).hexdigest()}")
    return {**plain, **settings}


def arena(env: dict[str, str], *arguments: str) -> Any:
    """Run a command of the program with ``--json``; return what it printed."""
    command = [str(ARENA_COMMAND), *arguments, "--json"]
    done = subprocess.run(command, env=env, check=True, capture_output=True, text=True)
    return json.loads(done.stdout) if done.stdout.strip() else None


def processor_seconds(pid: int) -> float:
    """Return the processor time of a process so far, on Linux."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")


@contextmanager
def serving(
    url: str,
    folder: Path,
    *,
    processes: int = 1,
    floor: bool = False,
    log: Path = Path(os.devnull),
    **settings: str,
) -> Iterator[Target]:
    """Yield the program's server on a database; with ``floor``, votes never reach the database.

    ``settings`` are variables of its environment. What it logs goes to ``log``.
    """
    env = environment(url, folder, **settings)
    subprocess.run([str(ARENA_COMMAND), "migrate"], env=env, check=True, capture_output=True)
    key = arena(env, "keys", "create", "--scope", "admin")["key"]
    if floor:
        command = [sys.executable, "-m", "scripts.benchmarks.floor", "{port}", str(processes)]
    else:
        command = [str(ARENA_COMMAND), "serve", "--port", "{port}", "--processes", str(processes)]
    with log.open("wb") as errors, started(command, env, errors) as (pid, port):
        yield Target(port, key, pid)


@contextmanager
def started(
    command: Sequence[str], env: dict[str, str], errors: BinaryIO | int = subprocess.DEVNULL
) -> Iterator[tuple[int, int]]:
    """Yield the process and the port of a server that has answered once, started with `{port}` filled in."""
    port = _free_port()
    filled = [part.format(port=port) for part in command]
    process = subprocess.Popen(filled, env=env, stdout=subprocess.DEVNULL, stderr=errors)
    try:
        _wait(port, process)
        yield process.pid, port
    finally:
        process.terminate()
        process.wait(30)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int, process: subprocess.Popen[bytes]) -> None:
    def answers() -> bool:
        if process.poll() is not None:
            raise RuntimeError(f"the server did not start (exit code {process.poll()})")
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1).close()
        except OSError:
            return False
        return True

    wait_until(answers, "the server has not answered")


def wait_until(done: Callable[[], bool], complaint: str, seconds: float = _WAIT_SECONDS) -> None:
    """Ask again and again until the answer is yes; raise RuntimeError with the complaint if it stays no."""
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            raise RuntimeError(f"{complaint} after {seconds:g} s")
        time.sleep(0.05)


def prepare(target: Target) -> None:
    """Make an arena with fifty models."""
    target.post("/api/v1/arenas", {"slug": ARENA, "name": "Bench"})
    for i in range(MODELS):
        target.post("/api/v1/models", {"slug": f"model-{i}", "name": f"Model {i}"})


def vote(random_: random.Random) -> dict[str, object]:
    """Return a random vote that counts on four axes."""
    left, right = random_.sample(range(MODELS), 2)
    return {
        "model_left": f"model-{left}",
        "model_right": f"model-{right}",
        "outcome": random_.choice(["left", "right", "left", "right", "tie", "both_bad"]),
        "themes": [f"theme-{random_.randrange(THEMES)}"],
        "language": random_.choice(LANGUAGES),
    }
