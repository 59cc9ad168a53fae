"""Imports beside what else may happen: a kill, and votes that come while the file is read."""

import asyncio
import subprocess
import sys
from pathlib import Path

import pytest

from service.db.queries import arenas
from tests.support.files.files import written
from tests.support.files.imports import imported, opened, recounted
from tests.support.votes.arenas import arena_services, ballots, checked, new_arena, submit

pytestmark = pytest.mark.anyio

KILLED = """
import asyncio, os, signal, sys
from pathlib import Path
from service.arena.imports.votes.columns import Columns
from service.arena.imports.votes.importing import import_votes, read_votes
from service.db.engine import open_database

def progress(what, done, total):
    if what == sys.argv[3] and done == total:
        os.kill(os.getpid(), signal.SIGKILL)

async def main():
    file = read_votes(Path(sys.argv[2]), Columns.of(), b"secret")
    await open_database(sys.argv[1]).write(import_votes, file, "t2i", progress=progress)

asyncio.run(main())
"""


def votes(tmp_path: Path, count: int) -> Path:
    rows = (f"m{i % 5},m{i % 3 + 5},left,people,en,{1_700_000_000 + i * 3600}" for i in range(count))
    header = "model_left,model_right,outcome,themes,language,voted_at"
    return written(tmp_path / "votes.csv", "\n".join([header, *rows]) + "\n")


@pytest.mark.parametrize("stage", ["storing votes", "rating votes"])
@pytest.mark.slow
async def test_a_kill_leaves_nothing(
    database_url: str, tmp_path: Path, project_root: Path, stage: str
) -> None:
    path = votes(tmp_path, 500)
    command = [sys.executable, "-c", KILLED, database_url, str(path), stage]
    done = await asyncio.to_thread(subprocess.run, command, cwd=project_root, check=False)
    assert done.returncode == -9
    async with opened(database_url) as database:
        assert await database.read(arenas.get, "t2i") is None
        assert (await imported(database, path)).accepted == 500
        assert (await recounted(database)).differences == 0


async def test_votes_that_come_meanwhile_are_rated_too(database_url: str, tmp_path: Path) -> None:
    path = votes(tmp_path, 3_000)
    async with arena_services(database_url, tmp_path) as services, opened(database_url) as other:
        arena = await new_arena(services)
        await submit(services, arena, ballots(50))
        storm = [submit(services, arena, [vote]) for vote in ballots(300, seed=2)]
        report, receipts = await asyncio.gather(imported(other, path), asyncio.gather(*storm))
        assert report.accepted == 3_000
        assert sum(receipt.accepted for receipt in receipts) == 300
        await submit(services, arena, ballots(50, seed=3))
        found = await checked(services)
        assert (found.votes, found.differences) == (3_400, 0)
