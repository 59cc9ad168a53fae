"""Databases: what a URL may say, what a read may do, and that a write is all of it or nothing."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from service.db.engine import Database, ReadSession, WriteSession, open_database, parse_url
from service.errors import Invalid, Unavailable
from tests.support.databases import execute
from tests.support.waiting import CEILING_SECONDS

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
    ("url", "driver", "name"),
    [
        ("sqlite:///data/arena.db", "sqlite+pysqlite", "data/arena.db"),
        ("sqlite:////var/lib/arena.db", "sqlite+pysqlite", "/var/lib/arena.db"),
        ("sqlite+aiosqlite:///x.db", "sqlite+pysqlite", "x.db"),
        ("postgresql://u:p%40ss@host:5433/name", "postgresql+asyncpg", "name"),
        ("postgres://u@host/name", "postgresql+asyncpg", "name"),
        ("postgresql+psycopg://u@host/name", "postgresql+asyncpg", "name"),
    ],
)
def test_urls_as_people_write_them(url: str, driver: str, name: str) -> None:
    parsed = parse_url(url)
    assert (parsed.drivername, parsed.database) == (driver, name)


def test_a_password_is_kept_as_it_is_meant() -> None:
    parsed = parse_url("postgresql://u:p%40ss@host:5433/name")
    assert (parsed.username, parsed.password, parsed.host, parsed.port) == ("u", "p@ss", "host", 5433)


@pytest.mark.parametrize(
    "url",
    [
        "",
        "arena.db",
        "sqlite://",
        "sqlite:///",
        "sqlite:///:memory:",
        "mysql://host/name",
        "postgresql://host:port/name",
    ],
)
def test_other_urls_are_refused_with_the_two_good_forms(url: str) -> None:
    with pytest.raises(Invalid, match=r"sqlite:///path/to/file or postgresql://"):
        parse_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u@host/name?channel_binding=require",
        "sqlite:///x.db?sslmode=require",
        "sqlite:///x.db?a=1",
    ],
)
def test_what_a_url_says_and_nobody_would_hear_is_refused(url: str) -> None:
    with pytest.raises(Invalid, match=r"unsupported options: (channel_binding|sslmode|a)\. "):
        parse_url(url)


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


async def test_every_sqlite_connection_is_set_up_for_durability(sqlite_url: str) -> None:
    """The one that writes, and each of those that read at once."""
    barrier = threading.Barrier(3)

    def pragmas(session: ReadSession) -> tuple[object, ...]:
        barrier.wait(10)
        return tuple(pragma(session, name) for name in ("journal_mode", "synchronous", "foreign_keys"))

    async with opened(sqlite_url, pool_size=2) as database:
        found = await asyncio.gather(database.write(pragmas), database.read(pragmas), database.read(pragmas))
    assert set(found) == {("wal", 2, 1)}


def pragma(session: ReadSession, name: str) -> object:
    return session.exec_driver_sql(f"PRAGMA {name}").scalar_one()


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
