"""Databases: what a URL may say, what a read may do, and that a write is all of it or nothing."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from service.db import engine
from service.db.engine import Database, ReadSession, WriteSession, open_database
from service.db.poolers import NoTransactionError
from service.db.queries import arenas
from service.errors import Invalid, Unavailable
from tests.support.db import disk
from tests.support.db.databases import execute
from tests.support.network.ports import free_port
from tests.support.runs.waiting import CEILING_SECONDS

pytestmark = pytest.mark.anyio

TOTAL = 1_600
READ = text("SELECT revision FROM catalog")
WRITE = text("UPDATE catalog SET revision = :value")
ADD_THEME = text("INSERT INTO themes (slug, name) VALUES (:slug, 'People')")


def value(session: ReadSession) -> int:
    return int(session.execute(READ).scalar_one())


def put(session: WriteSession, new: int) -> None:
    session.execute(WRITE, {"value": new})


def raise_by_one(session: WriteSession) -> None:
    put(session, value(session) + 1)


@asynccontextmanager
async def opened(url: str, pool_size: int = 5) -> AsyncIterator[Database]:
    database = open_database(url, pool_size)
    try:
        yield database
    finally:
        await database.close()


@pytest.mark.parametrize(
    ("url", "read_url", "listen_url"),
    [
        ("sqlite:///x.db", "postgresql://u@h/n", ""),
        ("sqlite:///x.db", "", "postgresql://u@h/n"),
        ("postgresql://u@h/n", "sqlite:///x.db", ""),
    ],
)
def test_a_replica_and_notifications_need_postgresql(url: str, read_url: str, listen_url: str) -> None:
    with pytest.raises(Invalid, match="ARENA_READ_URL and ARENA_LISTEN_URL are for PostgreSQL"):
        open_database(url, read_url=read_url, listen_url=listen_url)


def test_their_urls_are_checked_too() -> None:
    with pytest.raises(Invalid, match="must look like"):
        open_database("postgresql://u@h/n", read_url="replica.example")


async def test_sslmode_is_meant(postgres_url: str) -> None:
    """The test's server speaks no TLS: who requires it gets no connection, who does not gets one."""
    async with opened(f"{postgres_url}?sslmode=disable") as database:
        assert await database.read(value) == 1
        async with asyncio.timeout(CEILING_SECONDS):
            while database.revisions.current() is None:
                await database.revisions.query()
                await asyncio.sleep(0.01)
    async with opened(f"{postgres_url}?sslmode=require") as database:
        with pytest.raises(Unavailable):
            await database.read(value)


async def test_a_write_is_there_for_the_next_read(database_url: str) -> None:
    async with opened(database_url) as database:
        await database.write(put, 41)
        await database.write(raise_by_one)
        assert await database.read(value) == 42


async def test_a_failing_write_leaves_nothing_behind(database_url: str) -> None:
    def half(session: WriteSession) -> None:
        session.execute(ADD_THEME, {"slug": "people"})
        put(session, 99)
        raise LookupError("after two statements")

    async with opened(database_url) as database:
        await database.write(put, 7)
        with pytest.raises(LookupError):
            await database.write(half)
        assert await database.read(value) == 7
        assert await database.read(lambda s: s.execute(text("SELECT slug FROM themes")).all()) == []
        await database.write(raise_by_one)
        assert await database.read(value) == 8


async def test_a_broken_constraint_takes_the_whole_write_back(database_url: str) -> None:
    def twice(session: WriteSession) -> None:
        put(session, 99)
        session.execute(ADD_THEME, {"slug": "people"})
        session.execute(ADD_THEME, {"slug": "people"})

    async with opened(database_url) as database:
        await database.write(put, 7)
        with pytest.raises(IntegrityError):
            await database.write(twice)
        assert await database.read(value) == 7


async def test_a_read_cannot_write(database_url: str) -> None:
    def sly(session: ReadSession) -> None:
        session.execute(WRITE, {"value": 99})

    async with opened(database_url) as database:
        await database.write(put, 7)
        with pytest.raises(Unavailable):
            await database.read(sly)
        assert await database.read(value) == 7


async def test_a_read_sees_one_snapshot_while_others_commit(database_url: str) -> None:
    def look_twice(session: ReadSession) -> tuple[int, int]:
        before = value(session)
        execute(database_url, "UPDATE catalog SET revision = 2")
        return before, value(session)

    async with opened(database_url) as database:
        await database.write(put, 1)
        assert await database.read(look_twice) == (1, 1)
        assert await database.read(value) == 2


@pytest.mark.slow
async def test_concurrent_read_modify_writes_on_sqlite_lose_nothing(sqlite_url: str) -> None:
    """Two processes' worth: SQLAlchemy's defaults lose most of these, a plain BEGIN refuses half."""
    async with opened(sqlite_url) as one, opened(sqlite_url) as two:
        await one.write(put, 0)
        both = (one, two)
        await asyncio.gather(*(both[i % 2].write(raise_by_one) for i in range(TOTAL)))
        assert await two.read(value) == TOTAL


async def test_concurrent_writes_on_postgresql_wait_for_the_row(postgres_url: str) -> None:
    def add_one(session: WriteSession) -> None:
        session.execute(text("SELECT revision FROM catalog FOR UPDATE"))
        raise_by_one(session)

    async with opened(postgres_url) as one, opened(postgres_url) as two:
        await one.write(put, 0)
        await asyncio.gather(*(database.write(add_one) for database in (one, two) for _ in range(50)))
        assert await two.read(value) == 100


async def test_every_sqlite_connection_is_set_up_for_durability(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one that writes, and each of those that read at once."""
    monkeypatch.setattr(engine, "SYNCHRONOUS", disk.SYNCHRONOUS)
    barrier = threading.Barrier(3)

    def pragmas(session: ReadSession) -> tuple[object, ...]:
        barrier.wait(CEILING_SECONDS)
        return tuple(pragma(session, name) for name in ("journal_mode", "synchronous", "foreign_keys"))

    async with opened(sqlite_url, pool_size=2) as database:
        found = await asyncio.gather(database.write(pragmas), database.read(pragmas), database.read(pragmas))
    assert set(found) == {("wal", 2, 1)}


def pragma(session: ReadSession, name: str) -> object:
    return session.exec_driver_sql(f"PRAGMA {name}").scalar_one()


async def test_statements_apart_are_committed_one_by_one(postgres_url: str) -> None:
    def fails_later(session: WriteSession) -> None:
        put(session, 7)
        raise ValueError("no")

    def sees_both(session: ReadSession) -> tuple[int, int]:
        before = value(session)
        execute(postgres_url, "UPDATE catalog SET revision = revision + 1")
        return before, value(session)

    def locks(session: WriteSession) -> None:
        arenas.lock_end(session, 1)

    async with opened(postgres_url, pool_size=1) as database:
        with pytest.raises(ValueError, match="no"):
            await database.write_apart(fails_later)
        assert await database.read(value) == 7
        assert await database.read_apart(sees_both) == (7, 8)
        with pytest.raises(NoTransactionError):
            await database.write_apart(locks)
        await database.write(locks)
        # The same connections go on with transactions.
        with pytest.raises(ValueError, match="no"):
            await database.write(fails_later)
        assert await database.read(value) == 8


async def test_what_is_written_apart_in_another_schema_says_so(postgres_url: str) -> None:
    def lost(session: WriteSession) -> None:
        session.execute(text("SELECT nothing FROM nowhere"))

    async with opened(postgres_url, pool_size=1) as database:
        with pytest.raises(ProgrammingError):
            await database.write_apart(lost)
        execute(postgres_url, "UPDATE alembic_version SET version_num = 'later'")
        with pytest.raises(Unavailable, match="schema later"):
            await database.write_apart(lost)


async def test_on_sqlite_there_is_only_one_way_to_write(sqlite_url: str) -> None:
    def fails_later(session: WriteSession) -> None:
        put(session, 7)
        raise ValueError("no")

    async with opened(sqlite_url) as database:
        with pytest.raises(ValueError, match="no"):
            await database.write_apart(fails_later)
        assert await database.read_apart(value) != 7


async def test_a_row_that_points_nowhere_is_refused(database_url: str) -> None:
    def orphan(session: WriteSession) -> None:
        session.execute(text("INSERT INTO axes (arena_id, theme, language) VALUES (77, 'people', 'en')"))

    async with opened(database_url) as database:
        with pytest.raises(IntegrityError):
            await database.write(orphan)


async def test_a_folder_that_is_not_there_is_made(tmp_path: Path) -> None:
    async with opened(f"sqlite:///{tmp_path}/a/b/arena.db") as database:
        assert await database.read(lambda session: session.execute(text("SELECT 1")).scalar_one()) == 1
        assert (tmp_path / "a" / "b" / "arena.db").is_file()


async def test_closing_gives_back_every_thread(sqlite_url: str) -> None:
    before = set(threading.enumerate())  # servers that other tests share have threads of these names, too
    async with opened(sqlite_url) as database:
        await asyncio.gather(database.write(raise_by_one), *(database.read(value) for _ in range(8)))
        assert any(thread.name.startswith("arena-") for thread in set(threading.enumerate()) - before)
    assert not any(thread.name.startswith("arena-") for thread in set(threading.enumerate()) - before)


async def test_closing_gives_back_every_connection(postgres_url: str) -> None:
    others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
    async with opened(postgres_url) as database:
        await asyncio.gather(database.write(raise_by_one), *(database.read(value) for _ in range(8)))
        database.revisions.current()
    with psycopg.connect(postgres_url) as connection:
        # The server notices a closed connection a moment later.
        async with asyncio.timeout(CEILING_SECONDS):
            while connection.execute(others).fetchone() != (1,):  # noqa: ASYNC110 - the server tells nobody
                await asyncio.sleep(0.02)


async def test_errors_of_the_driver_do_not_repeat_what_was_written(database_url: str) -> None:
    def work(session: WriteSession) -> None:
        for _ in range(2):
            session.execute(ADD_THEME, {"slug": "a-secret"})

    async with opened(database_url) as database:
        with pytest.raises(IntegrityError) as caught:
            await database.write(work)
    statement = str(caught.value).partition("[SQL:")[2]
    assert "INSERT INTO themes" in statement
    assert "secret" not in statement


async def test_revisions_that_cannot_be_read_are_an_outage(caplog: pytest.LogCaptureFixture) -> None:
    """What follows boards reads them all the time, and does not say itself that the database is away."""
    async with opened(f"postgresql://nobody@127.0.0.1:{free_port()}/none") as database:
        for _ in range(3):
            with pytest.raises(Unavailable):
                await database.revisions.query()
    logged = [one.message for one in caplog.records if one.levelno >= logging.WARNING]
    assert [message.partition(":")[0] for message in logged].count("reads from the database fail") == 1
