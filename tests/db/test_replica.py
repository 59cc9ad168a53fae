"""Reads from a replica: never older than what was answered before, and never an error of its own."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import psycopg
import pytest
from sqlalchemy import text

from service.db import engine, replica
from service.db.engine import Database, ReadSession, WriteSession, open_database
from service.db.revisions import read_revisions
from service.domain.arenas import EVERY_ARENA
from service.errors import NotFound, Unavailable
from tests.support.db.databases import execute
from tests.support.db.postgres import PostgresServer
from tests.support.db.standby import Standby
from tests.support.network.lines import Line
from tests.support.runs.waiting import CEILING_SECONDS
from tests.support.votes.arenas import add_arena

pytestmark = [pytest.mark.anyio, pytest.mark.postgresql]

REPLICA, PRIMARY = True, False


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give a replica on a busy machine the time to open its first connection."""
    monkeypatch.setattr(replica, "CHECK_SECONDS", CEILING_SECONDS)


@pytest.fixture(scope="module")
def shared_standby(postgres: PostgresServer) -> Iterator[Standby]:
    with Standby(postgres) as server:
        yield server


@pytest.fixture
def standby(shared_standby: Standby, postgres_url: str) -> Standby:
    """Return a replica that has the test's database."""
    execute(postgres_url, "INSERT INTO organizations (slug, name, created_at) VALUES ('o', 'O', 0)")
    shared_standby.resume()
    shared_standby.catch_up()
    return shared_standby


def url_on(standby: Standby, url: str) -> str:
    return standby.url(url.rpartition("/")[2])


@asynccontextmanager
async def opened(url: str, read_url: str) -> AsyncIterator[Database]:
    database = open_database(url, read_url=read_url)
    try:
        yield database
    finally:
        await database.close()


def look(session: ReadSession) -> tuple[bool, dict[str, int]]:
    """Return which server answers, and the revisions in the same snapshot."""
    in_recovery = session.execute(text("SELECT pg_is_in_recovery()")).scalar_one()
    return bool(in_recovery), read_revisions(session)


async def read(database: Database, arena: str = EVERY_ARENA) -> tuple[bool, dict[str, int]]:
    with database.revisions.reading_about(arena):
        return await database.read(look)


def add(session: WriteSession, *slugs: str) -> None:
    for slug in slugs:
        add_arena(session, slug, revision=1)


def put(session: WriteSession, slug: str, revision: int) -> None:
    session.execute(text("UPDATE arenas SET revision = :r WHERE slug = :s"), {"r": revision, "s": slug})


@contextmanager
def paused(standby: Standby) -> Iterator[None]:
    standby.pause()
    try:
        yield
    finally:
        standby.resume()


async def test_only_reads_about_an_arena_use_the_replica(postgres_url: str, standby: Standby) -> None:
    async with opened(postgres_url, url_on(standby, postgres_url)) as database:
        assert (await database.read(look))[0] is PRIMARY
        assert await read(database) == (REPLICA, {"": 1})
        assert await read(database, "a") == (REPLICA, {"": 1})


async def test_a_paused_replica_is_used_for_what_it_has(postgres_url: str, standby: Standby) -> None:
    async with opened(postgres_url, url_on(standby, postgres_url)) as database:
        await database.write(add, "a", "b")
        standby.catch_up()
        await database.revisions.query()
        with paused(standby):
            await database.write(put, "a", 5)
            # Nothing was answered with the new revision yet; but a query says that it exists.
            await database.revisions.query()
            assert await read(database, "a") == (PRIMARY, {"": 1, "a": 5, "b": 1})
            assert (await read(database, EVERY_ARENA))[0] is PRIMARY
            assert await read(database, "b") == (REPLICA, {"": 1, "a": 1, "b": 1})
        standby.catch_up()
        assert await read(database, "a") == (REPLICA, {"": 1, "a": 5, "b": 1})


async def test_a_new_revision_of_the_catalog_concerns_every_arena(
    postgres_url: str, standby: Standby
) -> None:
    async with opened(postgres_url, url_on(standby, postgres_url)) as database:
        await database.write(add, "a")
        standby.catch_up()
        with paused(standby):
            execute(postgres_url, "UPDATE catalog SET revision = 9")
            await database.revisions.query()
            assert await read(database, "a") == (PRIMARY, {"": 9, "a": 1})


async def test_what_the_primary_answered_is_not_taken_back(
    postgres_url: str, standby: Standby, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The primary may be newer than the revisions that were known when it was asked."""
    async with opened(postgres_url, url_on(standby, postgres_url)) as database:
        await database.write(add, "a")
        standby.catch_up()
        await database.revisions.query()
        with paused(standby):
            execute(postgres_url, "UPDATE arenas SET revision = 5")
            monkeypatch.setattr(replica, "CHECK_SECONDS", 0)
            monkeypatch.setattr(replica, "RETRY_SECONDS", 0)
            assert await read(database, "a") == (PRIMARY, {"": 1, "a": 5})
            monkeypatch.setattr(replica, "CHECK_SECONDS", CEILING_SECONDS)
            for arena in ("a", EVERY_ARENA):
                assert await read(database, arena) == (PRIMARY, {"": 1, "a": 5})


async def test_boards_never_go_back_while_the_replica_lags(postgres_url: str, standby: Standby) -> None:
    """Two processes, one that writes and one that reads, and a replica that stops and goes."""
    async with (
        opened(postgres_url, url_on(standby, postgres_url)) as ours,
        opened(postgres_url, "") as others,
    ):
        await others.write(add, "a")
        last, sources = 0, set()
        for number in range(2, 152):
            if number % 10 == 0:
                await asyncio.to_thread(standby.pause if number % 20 == 0 else standby.resume)
            await others.write(put, "a", number)
            if (known := ours.revisions.current()) is None:
                known = await ours.revisions.query()
            source, revisions = await read(ours, "a")
            assert revisions["a"] >= max(last, known["a"])
            last = revisions["a"]
            sources.add(source)
            if number % 7 == 0:
                await asyncio.sleep(0.05)
        await asyncio.to_thread(standby.resume)
    assert sources == {REPLICA, PRIMARY}


async def test_errors_of_the_work_itself_pass_through(postgres_url: str, standby: Standby) -> None:
    calls: list[bool] = []

    def fail(session: ReadSession) -> None:
        calls.append(look(session)[0])
        raise NotFound("there is no such model")

    async with opened(postgres_url, url_on(standby, postgres_url)) as database:
        with database.revisions.reading_about("a"), pytest.raises(NotFound):
            await database.read(fail)
    assert calls == [REPLICA]


async def test_a_replica_that_stops_and_comes_back(
    postgres: PostgresServer,
    postgres_url: str,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr(replica, "RETRY_SECONDS", 0.2)
    with Standby(postgres) as own:
        async with opened(postgres_url, url_on(own, postgres_url)) as database:
            assert (await read(database))[0] is REPLICA
            for end in (own.stop, own.kill):
                await asyncio.to_thread(end)
                both = await asyncio.gather(*(read(database) for _ in range(20)))
                assert {source for source, _ in both} == {PRIMARY}
                await asyncio.to_thread(own.start)
                async with asyncio.timeout(CEILING_SECONDS):
                    while (await read(database))[0] is PRIMARY:  # noqa: ASYNC110
                        await asyncio.sleep(0.05)
    warnings = [line.partition(",")[0] for line in caplog.messages if line.startswith("the replica")]
    assert warnings == ["the replica failed", "the replica answers again"] * 2
    assert {record.levelno for record in caplog.records} == {logging.WARNING}


async def test_a_replica_that_falls_silent_delays_few_reads(
    postgres_url: str, standby: Standby, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "CLOSE_SECONDS", 0.2)
    with Line(standby.port) as line:
        async with opened(postgres_url, line.url(url_on(standby, postgres_url))) as database:
            assert (await read(database))[0] is REPLICA
            monkeypatch.setattr(replica, "CHECK_SECONDS", 0.2)
            monkeypatch.setattr(replica, "RETRY_SECONDS", CEILING_SECONDS)
            line.cut()
            assert (await read(database))[0] is PRIMARY
            # From here on, nobody waits for it.
            monkeypatch.setattr(replica, "CHECK_SECONDS", CEILING_SECONDS)
            async with asyncio.timeout(CEILING_SECONDS / 2):
                for _ in range(50):
                    assert (await read(database))[0] is PRIMARY


async def test_a_replica_that_never_was(postgres_url: str) -> None:
    async with opened(postgres_url, "postgresql://nobody:none@127.0.0.1:1/none") as database:
        assert await read(database) == (PRIMARY, {"": 1})


async def test_the_primary_away_is_an_error_where_the_replica_cannot_help(
    postgres_url: str, standby: Standby
) -> None:
    away = "postgresql://nobody:none@127.0.0.1:1/none"
    async with opened(away, url_on(standby, postgres_url)) as database:
        assert (await read(database))[0] is REPLICA
        with pytest.raises(Unavailable):
            await database.revisions.query()
        with pytest.raises(Unavailable):
            await database.read(look)


async def test_a_statement_that_the_replica_cancels_is_run_on_the_primary(
    postgres_url: str, standby: Standby
) -> None:
    """Vacuum removes what a long read on a replica still needs; the replica ends the read."""
    cancel = "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(77)'"

    def wait(session: ReadSession) -> bool:
        in_recovery = look(session)[0]
        if in_recovery:
            session.execute(text("SELECT pg_sleep(77)"))
        return in_recovery

    async with opened(postgres_url, url_on(standby, postgres_url)) as database:
        with database.revisions.reading_about("a"):
            task = asyncio.create_task(database.read(wait))
        with psycopg.connect(standby.url("postgres"), autocommit=True) as other:
            async with asyncio.timeout(CEILING_SECONDS):
                while not task.done():
                    await asyncio.to_thread(other.execute, cancel)
                    await asyncio.sleep(0.02)
        assert await task is PRIMARY
