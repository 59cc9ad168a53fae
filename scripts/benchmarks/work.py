"""One piece of work in its own process: the time and the peak memory it takes.

``python -m scripts.benchmarks.work URL FILE`` imports the file, without FILE it recounts what is there, and
with ``csv`` or ``parquet`` for it writes the whole log as a table, as the API does. All print what they took
as JSON. Starting Python and importing the program, about a second, is not in it.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

import uvloop

from service.arena.catalog import arenas
from service.arena.imports.votes.columns import Columns
from service.arena.imports.votes.importing import import_votes, read_votes
from service.arena.recording.recount import check
from service.arena.tables.files import write_table
from service.arena.votes.frames import parts_of
from service.db.engine import Database, open_database

ARENA = "bench"
TABLES = ("csv", "parquet")
_STATUS = Path("/proc/self/status")


@dataclass(frozen=True)
class Spent:
    """Seconds, and the peak of memory in megabytes."""

    seconds: float
    megabytes: float


def measured(*arguments: str) -> Spent:
    """Return what the work named by these arguments takes in a new process."""
    command = [sys.executable, "-m", "scripts.benchmarks.work", *arguments]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return Spent(**json.loads(done.stdout))


async def _import(database: Database, file: Path) -> bool:
    votes = read_votes(file, Columns.of(), b"secret")
    report = await database.write(import_votes, votes, ARENA)
    return not report.rejected


async def _check(database: Database) -> bool:
    found = await database.read(lambda session: check(session, arenas.get(session, ARENA)))
    return found.differences == 0


async def _export(database: Database, kind: str) -> bool:
    table = await write_table(database, parts_of(ARENA, 0, b"secret"), kind, excel=False)
    table.drop()
    return table.size > 0


async def _work(database: Database, what: str | None) -> bool:
    if what is None:
        return await _check(database)
    return await (_export(database, what) if what in TABLES else _import(database, Path(what)))


async def _run(url: str, what: str | None = None) -> Spent:
    database = open_database(url)
    began = time.perf_counter()
    well = await _work(database, what)
    seconds = time.perf_counter() - began
    await database.close()
    if not well:
        raise RuntimeError("rows were refused, or the recount differs")
    return Spent(seconds, peak())


def peak() -> float:
    """Return the peak memory of this process in megabytes.

    On Linux getrusage tells the peak of who started it where that was higher.
    """
    if _STATUS.exists():
        line = next(line for line in _STATUS.read_text().splitlines() if line.startswith("VmHWM:"))
        return int(line.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2


if __name__ == "__main__":
    print(json.dumps(asdict(uvloop.run(_run(*sys.argv[1:])))))
