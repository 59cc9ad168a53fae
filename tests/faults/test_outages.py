"""The database goes away, or its disk is full: errors say so, and afterwards everything works."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import NoReturn

import httpx
import psycopg
import pytest
from psycopg.rows import TupleRow
from sqlalchemy import text

from service.arena.health import TIMEOUT_SECONDS
from service.arena.services import Services
from service.db.engine import WriteSession, open_database
from service.domain.arenas import Arena
from service.errors import StorageFull, Unavailable
from service.logs.bounds import MOST
from tests.support.db.databases import POSTGRES_TEMPLATE, migrated_postgres
from tests.support.db.postgres import PostgresServer
from tests.support.network.storm import Storm
from tests.support.processes.server import ServerProcess
from tests.support.runs.faults import consistent, prepared
from tests.support.runs.waiting import wait_until
from tests.support.served.api import async_client_of, client_of, readiness
from tests.support.votes.arenas import arena_services, ballots, checked, new_arena, submit

pytestmark = pytest.mark.anyio

AWAY_SECONDS = 5
VOTERS = 8
# Few, because one check takes all of them.
CONNECTIONS = 60


@pytest.mark.postgresql
async def test_the_database_gone_for_seconds_and_back(tmp_path: Path) -> None:
    with PostgresServer(fsync=False, connections=CONNECTIONS) as postgres:
        await asyncio.to_thread(migrated_postgres, postgres)
        url = postgres.create_database("outage", POSTGRES_TEMPLATE)
        key = await prepared(url, tmp_path)
        with ServerProcess(url, tmp_path) as server:
            storm = Storm(server.base, key)
            async with storm.blowing(voters=VOTERS):
                await storm.acknowledges(100)
                await asyncio.to_thread(postgres.kill)
                # Now every voter has an answer to what it sent before the kill.
                await storm.refuses(3 * VOTERS)
                before = len(storm.acknowledged)
                await _refuses(server.base, key)
                await asyncio.sleep(AWAY_SECONDS)
                assert len(storm.acknowledged) == before
                await asyncio.to_thread(postgres.start)
                await storm.acknowledges(100)
            await storm.settle()
            await storm.settle()
            refused = set(storm.refused)
            await _restarted(postgres, server.base, storm)
            await _paused(postgres, server.base)
            await _without_connections(url, server.base)
            await storm.settle()
        assert refused == {503}
        _explained(tmp_path / "server.log")
        assert await consistent(url, storm) == len(storm.sent)


async def _restarted(postgres: PostgresServer, base: str, storm: Storm) -> None:
    """Restart it between requests: none is answered 503, though every idle connection was cut."""
    async with async_client_of(base) as client:
        await asyncio.gather(*(client.get("/readyz") for _ in range(VOTERS)))
        await asyncio.to_thread(postgres.stop)
        await asyncio.to_thread(postgres.start)
        assert {await asyncio.to_thread(readiness, base) for _ in range(VOTERS)} == {httpx.codes.OK}
    storm.refused.clear()
    async with storm.blowing(voters=2):
        await storm.acknowledges(20)
    assert storm.refused == []


async def _paused(postgres: PostgresServer, base: str) -> None:
    """While nothing answers, a check does not wait for it, however often it is asked for."""
    async with async_client_of(base) as client:
        with postgres.paused():
            for _ in range(3):
                answer = await client.get("/readyz")
                assert answer.status_code == httpx.codes.SERVICE_UNAVAILABLE
                assert f"did not answer within {TIMEOUT_SECONDS:g} seconds" in answer.text
        await asyncio.to_thread(wait_until, lambda: _ready(base), "readiness")


def _ready(base: str) -> bool:
    with client_of(base) as client:
        return client.get("/readyz").is_success


async def _without_connections(url: str, base: str) -> None:
    """When others have taken every connection, the service keeps its own, and says so where it needs more."""
    others: list[psycopg.Connection[TupleRow]] = []
    try:
        with pytest.raises(psycopg.OperationalError, match=r"too many|remaining connection slots"):
            _take_all(url, others)
        assert await asyncio.to_thread(readiness, base) == httpx.codes.OK
        database = open_database(url, 1)
        with pytest.raises(Unavailable, match="no connection left"):
            await database.read(lambda session: session.execute(text("SELECT 1")).close())
        await database.close()
    finally:
        for one in others:
            one.close()


def _take_all(url: str, taken: list[psycopg.Connection[TupleRow]]) -> NoReturn:
    while True:
        taken.append(psycopg.connect(url))


def _explained(log: Path) -> None:
    """Assert that the log tells of the outage and its end, and does not repeat it for each request."""
    lines = log.read_text().splitlines()
    for what in ("reads from", "writes to"):
        told = [line for line in lines if f" {what} the database fail" in line]
        assert sum(f" {what} the database fail: " in line for line in told) >= 1
        assert sum(" no longer, after " in line for line in told) >= 1
        assert len(told) <= 2 * MOST
    assert sum(line.startswith("20") for line in lines) < 12 * MOST


async def _refuses(base: str, key: str) -> None:
    """Assert that a vote and a read are answered 503 with the time to wait."""
    vote = {"model_left": "m0", "model_right": "m1", "outcome": "left", "external_id": "vote-0"}
    headers = {"Authorization": f"Bearer {key}"}
    async with async_client_of(base, headers=headers) as client:
        answers = [
            await client.post("/api/v1/arenas/t2i/votes", json={"votes": [vote]}),
            await client.get("/api/v1/arenas/t2i/leaderboard"),
            await client.get("/readyz"),
        ]
        alive = await client.get("/healthz")
    assert [answer.status_code for answer in answers] == [503, 503, 503]
    assert all(int(answer.headers["retry-after"]) > 0 for answer in answers)
    assert alive.status_code == httpx.codes.OK


async def test_a_full_disk_stores_nothing_by_half(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        arena = await new_arena(services)
        await submit(services, arena, ballots(50))
        await services.database.write(_limit, 1)
        with pytest.raises(StorageFull):
            await _vote_on(services, arena)
        full = await checked(services)
        assert full.differences == 0
        await services.database.write(_limit, 1_000_000)
        assert (await submit(services, arena, ballots(10))).first_position == full.votes + 1
        assert (await checked(services)).differences == 0


async def _vote_on(services: Services, arena: Arena) -> None:
    for seed in range(200):
        await submit(services, arena, ballots(200, seed))


def _limit(session: WriteSession, pages: int) -> None:
    """Let the file have this many pages; it keeps what it has if that is more."""
    session.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
