"""Several servers on one database: together they let through no more than the limit, also after a kill."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import httpx
import pytest

from service.db import rate_limits
from service.db.engine import Database, open_database
from tests.support.db.databases import execute
from tests.support.processes.server import ServerProcess
from tests.support.runs.faults import prepared
from tests.support.runs.waiting import wait_until
from tests.support.served.api import client_of

pytestmark = pytest.mark.anyio

KEY_LIMIT = 24
ADDRESS_LIMIT = 4
"""Five times as many requests for matchups."""


@contextmanager
def serving(url: str, folder: Path, count: int, *arguments: str) -> Iterator[Sequence[ServerProcess]]:
    """Run servers with low limits. Every read needs a key."""
    with ExitStack() as stack:
        servers = [ServerProcess(url, folder, *arguments) for _ in range(count)]
        for server in servers:
            server.environment |= {
                "ARENA_KEY_LIMIT": str(KEY_LIMIT),
                "ARENA_ADDRESS_LIMIT": str(ADDRESS_LIMIT),
                "ARENA_PUBLIC_READS": "false",
            }
            stack.enter_context(server)
        yield servers


def read(server: ServerProcess, key: str) -> bool:
    """Return whether a read with a key was let through, on a connection of its own."""
    with client_of(server.base) as client:
        answer = client.get("/api/v1/models", headers={"Authorization": f"Bearer {key}"})
    assert answer.status_code in {200, 429}, answer.text
    return answer.status_code == httpx.codes.OK


def ask(server: ServerProcess) -> bool:
    """Return whether a new browser's request for a matchup was let through; no matchup exists."""
    with client_of(server.base) as client:
        answer = client.post("/api/v1/arenas/t2i/matchups", json={})
    assert answer.status_code in {404, 429}, answer.text
    return answer.status_code == httpx.codes.NOT_FOUND


async def alone(url: str) -> list[int]:
    """Return who is stored to count: 1 for a process that counts alone, 0 for another."""
    database: Database = open_database(url, 1)
    try:
        return [one.alone for one in (await database.read(rate_limits.limiters)).values()]
    finally:
        await database.close()


@pytest.mark.slow
async def test_two_servers_then_one_is_killed(database_url: str, tmp_path: Path) -> None:
    key = await prepared(database_url, tmp_path)
    began = time.monotonic()
    with serving(database_url, tmp_path, 2) as servers:
        with_key = [read(servers[i % 2], key) for i in range(2 * KEY_LIMIT)]
        from_here = [ask(servers[i % 2]) for i in range(10 * ADDRESS_LIMIT)]
        minutes = (time.monotonic() - began) / 60
        assert KEY_LIMIT / 2 <= sum(with_key) <= KEY_LIMIT * (1 + minutes)
        assert 5 * ADDRESS_LIMIT / 2 <= sum(from_here) <= 5 * ADDRESS_LIMIT * (1 + minutes)
        assert await alone(database_url) == [0, 0]
        servers[1].kill()
        # As a minute passes for the database: what the dead server held is back.
        execute(database_url, "UPDATE rate_limits SET full_at = full_at - 60000000")
        wait_until(lambda: read(servers[0], key), "the end of the time for which it refuses without asking")
        again = [read(servers[0], key) for _ in range(KEY_LIMIT)]
        assert sum(again) >= KEY_LIMIT / 2 - 1
    # The killed one is forgotten after a minute.
    assert await alone(database_url) in ([0], [])


@pytest.mark.postgresql
async def test_processes_of_one_server(postgres_url: str, tmp_path: Path) -> None:
    key = await prepared(postgres_url, tmp_path)
    began = time.monotonic()
    with serving(postgres_url, tmp_path, 1, "--processes", "2") as (server,):
        let_through = sum(read(server, key) for _ in range(2 * KEY_LIMIT))
        assert KEY_LIMIT / 2 <= let_through <= KEY_LIMIT * (1 + (time.monotonic() - began) / 60)
    assert await alone(postgres_url) == []


async def test_a_server_that_starts_after_a_kill_counts_alone(sqlite_url: str, tmp_path: Path) -> None:
    key = await prepared(sqlite_url, tmp_path)
    with serving(sqlite_url, tmp_path, 1) as (server,):
        assert read(server, key)
        server.kill()
        assert await alone(sqlite_url) == [1]
        server.start()
        assert sum(read(server, key) for _ in range(KEY_LIMIT)) >= KEY_LIMIT / 2
        server.stop()
    assert await alone(sqlite_url) in ([0], [])
