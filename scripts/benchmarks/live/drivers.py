"""PostgreSQL drivers: the recorder on asyncpg, which the service uses, and on psycopg 3."""

from __future__ import annotations

import asyncio
import random
import time

import uvloop
from sqlalchemy.ext.asyncio import create_async_engine

from scripts.benchmarks.rows import Row
from service.arena.recording.recorder import Recorder
from service.arena.recording.vote_batches import VoteBatch
from service.db.engine import Database, PostgresDatabase
from service.db.migrate import upgrade
from service.db.urls import parse_url
from tests.support.db.postgres import PostgresServer
from tests.support.votes.arenas import add_arena, add_models, ballots

_COUNT = 12_000
_AT_ONCE = 64


def run() -> list[Row]:
    """Return votes a second through the recorder alone, with each driver under the same statements."""
    with PostgresServer() as server:
        rates = {}
        for driver in ("psycopg", "asyncpg"):
            url = server.create_database(driver)
            upgrade(url)
            rates[driver] = uvloop.run(_rate(_database(url, driver)))
    return [
        Row(
            what=f"recorder on asyncpg, {_AT_ONCE} at once",
            value=rates["asyncpg"],
            unit="/s",
            floor=rates["psycopg"],
            floor_is="/s, on psycopg 3",
        )
    ]


def _database(url: str, driver: str) -> Database:
    parsed = parse_url(url)
    database = PostgresDatabase(parsed, 2)
    if driver == "psycopg":
        engine = create_async_engine(parsed.set(drivername="postgresql+psycopg"))
        database._writers = engine  # noqa: SLF001
        database._writers_apart = engine.execution_options(isolation_level="AUTOCOMMIT")  # noqa: SLF001
    return database


async def _rate(database: Database) -> float:
    def make(session: object) -> int:
        add_models(session)  # type: ignore[arg-type]
        return add_arena(session).id  # type: ignore[arg-type]

    arena_id = await database.write(make)
    recorder = Recorder(database, _COUNT)
    recorder.start()
    votes = iter(ballots(_COUNT, random.Random(1).randrange(100)))

    async def voter() -> None:
        for vote in votes:
            await recorder.submit(VoteBatch(arena_id, [vote]))

    began = time.perf_counter()
    await asyncio.gather(*(voter() for _ in range(_AT_ONCE)))
    seconds = time.perf_counter() - began
    await recorder.close()
    await database.close()
    return _COUNT / seconds
