"""Connections: settings that hold in every transaction, with a pooler or without one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncEngine

from service.db import poolers
from service.db.engine import Database, ReadSession, WriteSession, open_database
from service.db.poolers import GuardedConnection, PooledConnection, postgres_engine
from service.db.urls import parse_url
from service.errors import Unavailable
from tests.support.db.databases import execute
from tests.support.db.pgbouncer import PgBouncer

pytestmark = pytest.mark.anyio

_SETTINGS = text(
    "SELECT current_setting('lock_timeout'), current_setting('idle_in_transaction_session_timeout'), "
    "current_setting('transaction_isolation'), current_setting('transaction_read_only')"
)
_REVISION = text("SELECT revision FROM catalog")
_WRITE = text("UPDATE catalog SET revision = :value")


@asynccontextmanager
async def engine_of(url: str, pool_size: int = 1, *, read_only: bool = False) -> AsyncIterator[AsyncEngine]:
    engine = postgres_engine(parse_url(url), pool_size, "REPEATABLE READ", read_only=read_only)
    try:
        yield engine
    finally:
        await engine.dispose()


@asynccontextmanager
async def opened(url: str, pool_size: int = 5) -> AsyncIterator[Database]:
    database = open_database(url, pool_size)
    try:
        yield database
    finally:
        await database.close()


async def driver_of(engine: AsyncEngine) -> object:
    async with engine.connect() as connection:
        await connection.execute(text("SELECT pg_sleep(0.1)"))  # so that the other one gets its own
        return (await connection.get_raw_connection()).driver_connection


async def test_a_direct_connection_is_recognized(postgres_url: str) -> None:
    async with engine_of(postgres_url) as engine:
        assert type(await driver_of(engine)) is GuardedConnection


async def test_a_pooler_is_recognized(pooled_url: str) -> None:
    async with engine_of(pooled_url, 2) as engine:
        first, second = await asyncio.gather(driver_of(engine), driver_of(engine))
    assert (type(first), type(second)) == (PooledConnection, PooledConnection)
    assert first is not second


async def test_a_connection_that_rested_is_tried_and_used_again(
    way_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(poolers, "REST_SECONDS", 0.0)
    async with engine_of(way_url) as engine:
        first = await driver_of(engine)
        assert await driver_of(engine) is first


@pytest.mark.parametrize("read_only", [True, False])
async def test_the_settings_hold_in_every_transaction(way_url: str, *, read_only: bool) -> None:
    expected = ("30s", "10min", "repeatable read", "on" if read_only else "off")
    async with engine_of(way_url, read_only=read_only) as engine:
        for _ in range(3):
            async with engine.begin() as connection:
                assert tuple((await connection.execute(_SETTINGS)).one()) == expected


async def test_a_pooled_connection_keeps_none_of_them_for_other_clients(
    transaction_pooler: PgBouncer, postgres_url: str
) -> None:
    url = transaction_pooler.url(postgres_url)
    async with engine_of(url, 2, read_only=True) as engine:
        await asyncio.gather(driver_of(engine), driver_of(engine))
        with psycopg.connect(url, autocommit=True, prepare_threshold=None) as other:
            settings = other.execute("SHOW lock_timeout").fetchone()
            statements = other.execute("SELECT count(*) FROM pg_prepared_statements").fetchone()
    assert settings == ("0",)
    assert statements == (0,)


async def test_clients_that_share_connections_lose_no_statement(
    transaction_pooler: PgBouncer, postgres_url: str
) -> None:
    """Twenty of our connections take turns on two of the server's."""

    def work(session: ReadSession, number: int) -> int:
        texts = [f"SELECT revision + {number + i} FROM catalog" for i in range(5)]  # noqa: S608 - numbers
        return sum(session.execute(text(statement)).scalar_one() for statement in texts)

    async with opened(transaction_pooler.url(postgres_url), 20) as database:
        for _ in range(3):
            results = await asyncio.gather(*(database.read(work, number) for number in range(60)))
            assert results == [5 * (number + 1) + 10 for number in range(60)]


async def test_concurrent_writes_wait_for_the_row(transaction_pooler: PgBouncer, postgres_url: str) -> None:
    def add_one(session: WriteSession) -> None:
        session.execute(text("SELECT revision FROM catalog FOR UPDATE"))
        session.execute(_WRITE, {"value": session.execute(_REVISION).scalar_one() + 1})

    url = transaction_pooler.url(postgres_url)
    async with opened(url) as one, opened(url) as two:
        await asyncio.gather(*(database.write(add_one) for database in (one, two) for _ in range(50)))
        assert await two.read(lambda session: session.execute(_REVISION).scalar_one()) == 101


async def test_a_read_sees_one_snapshot_and_cannot_write(way_url: str, postgres_url: str) -> None:
    def look_twice(session: ReadSession) -> list[int]:
        before = session.execute(_REVISION).scalar_one()
        execute(postgres_url, "UPDATE catalog SET revision = revision + 1")
        return [before, session.execute(_REVISION).scalar_one()]

    async with opened(way_url) as database:
        assert await database.read(look_twice) == [1, 1]
        assert await database.read(look_twice) == [2, 2]
        with pytest.raises(Unavailable):
            await database.read(lambda session: session.execute(_WRITE, {"value": 9}))


async def test_a_write_that_waits_too_long_for_a_lock_fails(
    way_url: str, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(poolers.SETTINGS, "lock_timeout", "50ms")
    async with opened(way_url) as database:
        with psycopg.connect(postgres_url) as other:
            other.execute("UPDATE catalog SET revision = 5")
            with pytest.raises(Unavailable):
                await database.write(lambda session: session.execute(_WRITE, {"value": 9}))
        await database.write(lambda session: session.execute(_WRITE, {"value": 9}))


async def test_a_column_that_changes_its_type_is_read_as_it_is(way_url: str, postgres_url: str) -> None:
    """A migration runs while the service does."""
    execute(postgres_url, "CREATE TABLE t AS SELECT 1::int AS a")

    def look(session: ReadSession) -> object:
        return session.execute(text("SELECT a FROM t")).scalar_one()

    async with opened(way_url, 1) as database:
        assert await database.read(look) == 1
        for kind, value in (("bigint", 1), ("real", 1.0), ("text", "1")):
            execute(postgres_url, f"ALTER TABLE t ALTER a TYPE {kind}")
            try:
                result = await database.read(look)
            except Unavailable:  # a direct connection learns of it by an error
                result = await database.read(look)
            assert (type(result), result) == (type(value), value)


async def test_a_pooler_that_stops_and_starts_again(pooled_url: str, pgbouncer: PgBouncer) -> None:
    def revision(session: ReadSession) -> int:
        return int(session.execute(_REVISION).scalar_one())

    async with opened(pooled_url, 1) as database:
        assert await database.read(revision) == 1
        await asyncio.to_thread(pgbouncer.stop)
        for _ in range(2):
            with pytest.raises(Unavailable):
                await database.read(revision)
        await asyncio.to_thread(pgbouncer.start)
        assert await database.read(revision) == 1


async def test_statements_that_are_their_own_transactions(way_url: str) -> None:
    """With a pooler, the next statement may be another connection's."""

    def read(session: ReadSession) -> int:
        return int(session.execute(_REVISION).scalar_one())

    def write(session: WriteSession, value: int) -> int:
        session.execute(_WRITE, {"value": value})
        return read(session)

    async with opened(way_url) as database:
        jobs = [database.write_apart(write, i) for i in range(40)]
        found = await asyncio.gather(*jobs, *(database.read_apart(read) for _ in range(40)))
        assert set(found) <= set(range(41))
        await database.write_apart(write, 77)
        assert await database.read(read) == 77
