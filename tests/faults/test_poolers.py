"""The service behind PgBouncer, and with a replica: votes are stored, and leaderboards stay current."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import psycopg
import pytest

from tests.support.db.databases import POSTGRES_TEMPLATE, migrated_postgres
from tests.support.db.pgbouncer import Mode, PgBouncer
from tests.support.db.postgres import PostgresServer
from tests.support.db.standby import Standby
from tests.support.network.storm import Storm
from tests.support.processes.server import ServerProcess
from tests.support.runs.faults import boards_follow, consistent, prepared
from tests.support.runs.waiting import until
from tests.support.served.api import async_client_of

pytestmark = pytest.mark.anyio

VOTES = 200
# How long a reader of boards waits before it asks again.
PAUSE_SECONDS = 0.02


@pytest.fixture(scope="module")
def mortal() -> Iterator[PostgresServer]:
    """Yield a server that a test may kill, with a migrated database to copy.

    A kill loses nothing of what the operating system has been given, whether it is on the disk or not.
    """
    with PostgresServer(fsync=False) as server:
        migrated_postgres(server)
        yield server


@pytest.mark.parametrize(
    ("mode", "past_pooler"), [("session", False), ("transaction", True), ("transaction", False)]
)
async def test_two_processes_behind_a_pooler(
    postgres: PostgresServer, postgres_url: str, tmp_path: Path, mode: Mode, *, past_pooler: bool
) -> None:
    with PgBouncer(postgres, mode) as pooler:
        url = pooler.url(postgres_url)
        key = await prepared(url, tmp_path)
        servers = [ServerProcess(url, tmp_path) for _ in range(2)]
        if past_pooler:
            for server in servers:
                server.environment["ARENA_LISTEN_URL"] = postgres_url
        storm = Storm("", key)
        with servers[0], servers[1]:
            for taking in servers:
                storm.base = taking.base
                async with storm.blowing(voters=8):
                    await storm.acknowledges(VOTES // 2)
                await storm.settle()
                for server in servers:
                    await boards_follow(server.base, len(storm.sent))
        assert storm.refused == []
        assert await consistent(url, storm) == len(storm.sent) >= VOTES


async def test_a_pooler_that_is_away_for_a_while(
    postgres: PostgresServer, postgres_url: str, tmp_path: Path
) -> None:
    with PgBouncer(postgres, "transaction") as pooler:
        url = pooler.url(postgres_url)
        key = await prepared(url, tmp_path)
        server = ServerProcess(url, tmp_path)
        server.environment["ARENA_LISTEN_URL"] = postgres_url
        with server:
            storm = Storm(server.base, key)
            async with storm.blowing(voters=8):
                await storm.acknowledges(VOTES // 2)
                await asyncio.to_thread(pooler.stop)
                await storm.refuses(20)
                await asyncio.to_thread(pooler.start)
                await storm.acknowledges(VOTES // 2)
            await storm.settle()
        assert set(storm.refused) == {503}
        assert await consistent(url, storm) == len(storm.sent)


@pytest.mark.postgresql
@pytest.mark.parametrize("mode", ["session", "transaction"])
async def test_the_database_behind_a_pooler_gone_and_back(
    mortal: PostgresServer, tmp_path: Path, mode: Mode
) -> None:
    """Killed, stopped in good order, and paused: errors are 503, and afterwards votes go on."""
    direct = mortal.create_database(mode, POSTGRES_TEMPLATE)
    with PgBouncer(mortal, mode, query_wait_timeout=2, server_login_retry=1) as pooler:
        key = await prepared(direct, tmp_path)
        with ServerProcess(pooler.url(direct), tmp_path) as server:
            storm = Storm(server.base, key)
            async with storm.blowing(voters=8):
                for end in (mortal.kill, mortal.stop):
                    await storm.acknowledges(VOTES // 4)
                    await asyncio.to_thread(end)
                    await storm.refuses(24)
                    await asyncio.to_thread(mortal.start)
                await storm.acknowledges(VOTES // 4)
                with mortal.paused():
                    assert await _ready(server.base) == httpx.codes.SERVICE_UNAVAILABLE
                await storm.acknowledges(VOTES // 4)
            await storm.settle()
            await boards_follow(server.base, len(storm.sent))
    assert set(storm.refused) == {503}
    assert await consistent(direct, storm) == len(storm.sent)


async def _ready(base: str) -> int:
    async with async_client_of(base) as client:
        return (await client.get("/readyz")).status_code


async def test_a_board_never_goes_back_with_a_replica(
    postgres: PostgresServer, postgres_url: str, tmp_path: Path
) -> None:
    """Not while the replica is paused, lags, is stopped, or comes back."""
    key = await prepared(postgres_url, tmp_path)
    with Standby(postgres) as standby:
        server = ServerProcess(postgres_url, tmp_path)
        server.environment["ARENA_READ_URL"] = standby.url(postgres_url.rpartition("/")[2])
        with server:
            storm = Storm(server.base, key)
            reader = asyncio.create_task(_read_boards(server.base, storm))
            async with storm.blowing(voters=4):
                for change in (standby.pause, standby.resume, standby.stop, standby.start):
                    await storm.acknowledges(VOTES // 4)
                    await asyncio.to_thread(change)
                await storm.acknowledges(VOTES // 4)
            await storm.settle()
            standby.catch_up()
            # After a failure, the replica is asked again within seconds, by the next new board.
            with psycopg.connect(standby.url("postgres"), autocommit=True) as connection:
                before = _transactions(connection)
                async with storm.blowing(voters=1):
                    await until(lambda: _transactions(connection) > before + 20, "reads of the replica")
            await storm.settle()
            await boards_follow(server.base, len(storm.sent))
            reader.cancel()
            with suppress(asyncio.CancelledError):
                await reader
        assert storm.refused == []
        assert await consistent(postgres_url, storm) == len(storm.sent)


async def _read_boards(base: str, storm: Storm) -> None:
    """Read leaderboards on and on; each has every vote that was acknowledged before it was asked for."""
    last = 0
    async with async_client_of(base) as client:
        while True:
            acknowledged = len(storm.acknowledged)
            answer = await client.get("/api/v1/arenas/t2i/leaderboard")
            assert answer.status_code == httpx.codes.OK
            position = answer.json()["position"]
            assert position >= max(last, acknowledged)
            last = position
            await asyncio.sleep(PAUSE_SECONDS)


def _transactions(connection: psycopg.Connection) -> int:
    statement = "SELECT sum(xact_commit) FROM pg_stat_database WHERE datname LIKE 'arena_%'"
    row = connection.execute(statement).fetchone()
    assert row is not None
    return int(row[0])
