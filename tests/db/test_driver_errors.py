"""Databases that cannot work: each way is one of two errors, and none outlives its cause."""

from __future__ import annotations

import asyncio
import logging
import re
import sqlite3
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path

import psycopg
import pytest
from asyncpg import exceptions as postgres
from sqlalchemy import make_url, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from service.db import driver_errors, engine
from service.db.driver_errors import translated
from service.db.engine import Database, ReadSession, WriteSession, open_database
from service.errors import ArenaError, StorageFull, Unavailable
from tests.db.test_driver_causes import sqlite_error
from tests.support.votes.arenas import arena_services, ballots, checked, new_arena, submit

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    database = open_database(url)
    try:
        yield database
    finally:
        await database.close()


def touch(session: WriteSession) -> None:
    session.execute(text("UPDATE catalog SET revision = revision + 1"))


def look(session: ReadSession) -> int:
    return int(session.execute(text("SELECT revision FROM catalog")).scalar_one())


FULL = [
    postgres.DiskFullError("no space left"),
    sqlite_error(sqlite3.SQLITE_FULL),
    DBAPIError("", {}, sqlite_error(sqlite3.SQLITE_FULL)),
]
OTHERS = [
    ValueError("ours"),
    Unavailable("ours"),
    postgres.UniqueViolationError("duplicate key"),
    postgres.UndefinedTableError("no such table"),
    IntegrityError("", {}, sqlite_error(sqlite3.SQLITE_CONSTRAINT_UNIQUE)),
    DBAPIError("", {}, sqlite_error(sqlite3.SQLITE_ERROR)),
    sqlite_error(sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY),
]


@pytest.mark.parametrize("error", FULL, ids=lambda error: type(error).__name__)
def test_a_full_disk_is_storage_full(error: Exception) -> None:
    with pytest.raises(StorageFull) as caught, translated():
        raise error
    assert (caught.value.status, caught.value.retry_after) == (507, 60)


@pytest.mark.parametrize("error", OTHERS, ids=lambda error: type(error).__name__)
def test_everything_else_flies_on_as_it_is(error: Exception) -> None:
    with pytest.raises(type(error)) as caught, translated():
        raise error
    assert caught.value is error


async def test_a_lock_that_is_not_let_go_is_unavailable_and_then_it_works(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BUSY_SECONDS", 0.05)
    with closing(sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)) as other:
        async with opened(sqlite_url) as database:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(Unavailable):
                await database.write(touch)
            assert await database.read(look) == 1
            other.execute("ROLLBACK")
            await database.write(touch)
            assert await database.read(look) == 2


async def test_sqlite_without_room_takes_votes_again_once_there_is_some(
    sqlite_url: str, tmp_path: Path
) -> None:
    """No vote is half there, none that was refused is there, and nobody need restart anything."""

    def room(session: WriteSession, pages: int) -> None:
        session.exec_driver_sql(f"PRAGMA max_page_count = {pages}")

    def pages(session: WriteSession) -> int:
        return int(session.exec_driver_sql("PRAGMA page_count").scalar_one())

    async with arena_services(sqlite_url, tmp_path) as services:
        arena = await new_arena(services)
        await submit(services, arena, ballots(50))
        used = await services.database.write(pages)
        await services.database.write(room, used + 2)
        results: list[object] = await asyncio.gather(
            *(submit(services, arena, ballots(500, seed)) for seed in range(8)), return_exceptions=True
        )
        refused = [result for result in results if isinstance(result, ArenaError)]
        assert {type(result) for result in refused} == {StorageFull}
        assert all(not isinstance(result, Exception) for result in results if result not in refused)
        found = await checked(services)
        assert (found.votes, found.differences) == (50 + 500 * (8 - len(refused)), 0)
        await services.database.write(room, 1_000_000)
        again = await submit(services, arena, ballots(500))
        assert again.first_position == found.votes + 1
        assert (await checked(services)).differences == 0


async def test_sqlite_in_a_folder_that_went_away(tmp_path: Path) -> None:
    async with opened(f"sqlite:///{tmp_path}/sub/arena.db") as database:
        (tmp_path / "sub").rmdir()
        with pytest.raises(Unavailable):
            await database.read(look)


# What is changed in a URL that works, and what is then said.
WRONG = {
    r"//arena:[^@]+@": ("//arena:hush-hush@", "refuses the user or password"),
    r"/[^/]*$": ("/nowhere", "no database of the name"),
    r":\d+/": (":1/", "nothing accepts connections"),
    r"127\.0\.0\.1": ("no-such-host.invalid", "host of the database is unknown"),
    r"$": ("?sslmode=require", "no encrypted connection"),
}


async def test_each_mistake_in_a_url_has_its_own_words(
    postgres_url: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No password is in them, nor in the log, which has what the driver said."""
    monkeypatch.setattr(driver_errors, "QUIET_SECONDS", 0)
    password = str(make_url(postgres_url).password)
    for part, (mistake, words) in WRONG.items():
        caplog.clear()
        async with opened(re.sub(part, mistake, postgres_url, count=1)) as database:
            for work in (database.read(look), database.write(touch)):
                with pytest.raises(Unavailable, match=words) as caught:
                    await work
                assert "hush" not in caught.value.detail
        assert "the driver said: " in caplog.text
        assert not any(secret in caplog.text for secret in ("hush", password))


def test_one_line_in_the_log_while_a_database_is_away(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        for _ in range(20):
            with pytest.raises(Unavailable), translated():
                raise ssl.SSLError("of postgresql://arena:hush@host/x")
    assert len(caplog.records) <= 1
    assert "hush" not in caplog.text


async def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "text.db").write_text("no database" * 1000)
    with pytest.raises(Unavailable, match="not an SQLite database"):
        async with opened(f"sqlite:///{tmp_path}/text.db") as database:
            await database.read(look)
    with pytest.raises(Unavailable, match="may not be opened"):
        async with opened(f"sqlite:///{tmp_path}") as database:
            await database.read(look)


def test_a_folder_that_cannot_be_made_has_its_words() -> None:
    with pytest.raises(Unavailable, match="is missing or may not be opened"):
        open_database("sqlite:////proc/no/arena.db")


async def test_postgresql_that_cuts_the_line_in_the_middle(postgres_url: str) -> None:
    def cut(session: WriteSession) -> None:
        touch(session)
        with psycopg.connect(postgres_url, autocommit=True) as other:
            own = session.execute(text("SELECT pg_backend_pid()")).scalar_one()
            other.execute("SELECT pg_terminate_backend(%s)", (own,))
        touch(session)

    async with opened(postgres_url) as database:
        with pytest.raises(Unavailable):
            await database.write(cut)
        await database.write(touch)
        assert await database.read(look) == 2


async def test_postgresql_with_a_lock_that_is_not_let_go(postgres_url: str) -> None:
    def impatient(session: WriteSession) -> None:
        session.execute(text("SET LOCAL lock_timeout = '50ms'"))
        touch(session)

    async with opened(postgres_url) as database:
        with psycopg.connect(postgres_url) as other:
            other.execute("UPDATE catalog SET revision = 7")
            with pytest.raises(Unavailable):
                await database.write(impatient)
        await database.write(impatient)
        assert await database.read(look) == 8


async def test_a_query_that_is_wrong_is_no_fault_of_the_database(database_url: str) -> None:
    async with opened(database_url) as database:
        with pytest.raises(DBAPIError):
            await database.read(lambda session: session.execute(text("SELECT nothing FROM nowhere")))
