"""What starting costs: the server until its first answers, and the usual commands, in processor time."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median

from scripts.benchmarks.rows import Row
from scripts.benchmarks.server import ARENA_COMMAND, environment, processor_seconds, started

_TRIES = 3
_FLOOR = "import fastapi, uvicorn, sqlalchemy.ext.asyncio"
_VOTES = "model_left,model_right,outcome\n" + "A,B,left\n" * 20
_COMMANDS: dict[str, tuple[str, ...]] = {
    "arena migrate, up to date": ("migrate",),
    "arena keys create": ("keys", "create", "--scope", "admin"),
    "arena import votes, 20 votes": ("import", "votes", "{folder}/votes.csv", "--arena", "a"),
    "arena recount, of those": ("recount",),
    "arena doctor": ("doctor",),
}
"""What is measured after the server, in this order: each finds what those before it left."""


def run() -> list[Row]:
    """Return the processor time of each start, beside that of importing the frameworks alone."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "votes.csv").write_text(_VOTES)
        env = environment(f"sqlite:///{folder}/arena.db", folder)
        floor = _median(lambda: _python(_FLOOR))
        rows = {
            "import of the application": _median(lambda: _python("import service.app")),
            "import of it, and its routes": _median(lambda: _python("import service.app as a; a.bare_app()")),
            **_server(folder),
        }
        _spent([str(ARENA_COMMAND), "migrate"], env)
        for what, arguments in _COMMANDS.items():
            command = [str(ARENA_COMMAND), *(part.format(folder=folder) for part in arguments)]
            rows[what] = _median(lambda command=command: _spent(command, env))  # type: ignore[misc]
    return [
        Row(what=what, value=value, unit="s", floor=floor, floor_is="s, its frameworks imported")
        for what, value in rows.items()
    ]


def _server(folder: Path) -> dict[str, float]:
    """Return what a server spent until its answers, on a new database and on one that is there."""
    databases = [environment(f"sqlite:///{folder}/served-{number}.db", folder) for number in range(_TRIES)]
    first = [_answers(env) for env in databases]
    known = [_answers(env) for env in databases]
    two = [_answers(env, processes=2)[0] for env in databases]
    alone = median(answer[0] for answer in known)
    return {
        "arena serve, new database, to its first answer": median(answer[0] for answer in first),
        "arena serve, to its first answer": alone,
        "the same, to its first page": median(answer[1] for answer in known),
        "the same, to its first list of arenas": median(answer[2] for answer in known),
        "a second process": (median(two) - alone),
    }


def _answers(env: dict[str, str], processes: int = 1) -> list[float]:
    command = [str(ARENA_COMMAND), "serve", "--port", "{port}", "--processes", str(processes)]
    with started(command, env) as (pid, port):
        spent = [_of_all(pid)]
        for path in ("/", "/api/v1/arenas"):
            with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=30) as answer:
                answer.read()
            spent.append(_of_all(pid))
    return spent


def _of_all(pid: int) -> float:
    """Return the processor time of a process and of those that it has started."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return processor_seconds(pid) + sum(_of_all(int(child)) for child in children)


def _python(program: str) -> float:
    return _spent([sys.executable, "-c", program], dict(os.environ))


def _spent(command: Sequence[str], env: dict[str, str]) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, env=env, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def _median(measure: Callable[[], float]) -> float:
    return median(measure() for _ in range(_TRIES))
