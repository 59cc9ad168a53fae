"""What is current: known at once where nothing changed, and never known wrongly."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import text

from service.db.engine import Database, WriteSession, open_database
from service.db.listener import Listener, notify
from service.db.migrate import upgrade
from service.db.revisions import PostgresRevisions, SqliteRevisions, read_revisions
from service.db.tables.catalog import arenas
from service.db.urls import parse_url
from service.errors import Unavailable
from tests.support.db.databases import execute, migrated_postgres
from tests.support.db.postgres import PostgresServer
from tests.support.votes.arenas import add_arena

pytestmark = pytest.mark.anyio

SECONDS = 120


@asynccontextmanager
async def opened(url: str) -> AsyncIterator[Database]:
    database = open_database(url)
    try:
        yield database
    finally:
        await database.close()


def put(session: WriteSession, revision: int) -> None:
    session.execute(text("UPDATE catalog SET revision = :r"), {"r": revision})


async def eventually(check: Callable[[], bool]) -> None:
    async with asyncio.timeout(SECONDS):
        while not check():  # noqa: ASYNC110 - nothing tells that another's notification has come
            await asyncio.sleep(0.01)


async def knowing(database: Database) -> Mapping[str, int]:
    """Wait until the connection listens, query once, and return the revisions."""
    database.revisions.current()
    async with asyncio.timeout(SECONDS):
        while (known := database.revisions.current()) is None:
            await database.revisions.query()
            await asyncio.sleep(0.01)
    return known


async def test_revisions_of_arenas_by_slug_and_of_the_catalog(database_url: str) -> None:
    def make(session: WriteSession) -> None:
        add_arena(session, "a", revision=5)
        add_arena(session, "b", revision=6)
        put(session, 9)

    async with opened(database_url) as database:
        await database.write(make)
        expected = {"a": 5, "b": 6, "": 9}
        assert await database.revisions.query() == expected
        assert await knowing(database) == expected
        assert await database.read(read_revisions) == expected


async def test_own_commits_are_known_at_the_very_next_call(database_url: str) -> None:
    async with opened(database_url) as database:
        await knowing(database)
        for revision in range(10, 30):
            await database.write(put, revision)
            known = database.revisions.current()
            assert known is None or known[""] == revision
            assert (known or await database.revisions.query())[""] == revision


async def test_a_write_that_failed_is_asked_about(postgres_url: str) -> None:
    """Nobody can tell whether a commit happened whose answer was lost."""

    def fail(_: WriteSession) -> None:
        raise LookupError

    async with opened(postgres_url) as database:
        await knowing(database)
        with pytest.raises(LookupError):
            await database.write(fail)
        assert database.revisions.current() is None


def make_arena(session: WriteSession) -> None:
    add_arena(session, "a")


_REST = ", ".join(arenas.columns.keys()[2:])
COPY_ARENA = f"INSERT INTO arenas (id, slug, {_REST}) SELECT 77, 'b', {_REST} FROM arenas"  # noqa: S608
CHANGES = ["UPDATE catalog SET revision = 7", "UPDATE arenas SET revision = 7", COPY_ARENA]


@pytest.mark.parametrize("statement", CHANGES)
async def test_whoever_changes_a_revision_is_noticed(database_url: str, statement: str) -> None:
    """Also a person at the database's own prompt."""
    async with opened(database_url) as database:
        await database.write(make_arena)
        before = dict(await knowing(database))
        execute(database_url, statement)
        await eventually(lambda: database.revisions.current() != before)
        known = database.revisions.current()
        assert (await database.revisions.query() if known is None else known) != before


async def test_sqlite_sees_another_process_at_the_very_next_call(sqlite_url: str) -> None:
    path = sqlite_url.removeprefix("sqlite:///")
    script = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1])
connection.execute("UPDATE catalog SET revision = revision + 1")
connection.commit()
"""
    async with opened(sqlite_url) as database:
        await knowing(database)
        for revision in (2, 3):
            await asyncio.to_thread(subprocess.run, [sys.executable, "-c", script, path], check=True)
            assert (database.revisions.current() or {})[""] == revision


async def test_sqlite_looks_again_only_after_a_commit(sqlite_url: str) -> None:
    async with opened(sqlite_url) as database:
        first = database.revisions.current()
        assert database.revisions.current() is first
        await database.write(put, 7)
        assert database.revisions.current() is not first


async def test_sqlite_knows_nothing_until_there_are_tables(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/new.db"

    async def never() -> dict[str, int]:
        raise AssertionError("known asks nobody")

    revisions = SqliteRevisions(str(tmp_path / "new.db"), never)
    assert revisions.current() is None
    await asyncio.to_thread(upgrade, url)
    assert revisions.current() == {"": 1}
    await revisions.close()


async def test_postgresql_hears_of_other_processes(postgres_url: str) -> None:
    async with opened(postgres_url) as ours, opened(postgres_url) as others:
        await knowing(ours)
        await others.write(put, 50)
        await eventually(lambda: ours.revisions.current() is None)
        assert (await ours.revisions.query())[""] == 50
        assert ours.revisions.current() == {"": 50}


async def prove(database: Database, payload: str) -> None:
    await database.read(notify, payload)


async def test_postgresql_remembers_no_answer_that_a_change_overtook(postgres_url: str) -> None:
    go = asyncio.Event()

    async def slow() -> dict[str, int]:
        await go.wait()
        return {"": 1}

    async with opened(postgres_url) as database:
        listener = Listener(parse_url(postgres_url), partial(prove, database))
        revisions = PostgresRevisions(listener, slow)
        revisions.current()
        await eventually(lambda: listener.hears)
        asked = asyncio.create_task(revisions.query())
        await asyncio.sleep(0)
        revisions.note_commit()
        go.set()
        assert await asked == {"": 1}
        assert revisions.current() is None
        await revisions.query()
        assert revisions.current() == {"": 1}
        await revisions.close()
        await revisions.close()


@pytest.fixture
def own_server() -> Iterator[PostgresServer]:
    """Yield a server that a test may stop."""
    with PostgresServer(fsync=False) as server:
        yield server


@pytest.mark.postgresql
async def test_postgresql_gone_and_back_is_never_known_wrongly(own_server: PostgresServer) -> None:
    url = own_server.url(await asyncio.to_thread(migrated_postgres, own_server))
    async with opened(url) as ours, opened(url) as others:
        assert (await knowing(ours))[""] == 1
        await asyncio.to_thread(own_server.stop)
        await eventually(lambda: ours.revisions.current() is None)
        with pytest.raises(Unavailable):
            await ours.revisions.query()
        await asyncio.to_thread(own_server.start)
        await _write_when_it_can(others, 60)
        assert ours.revisions.current() is None
        assert (await knowing(ours))[""] == 60
        await others.write(put, 61)
        await eventually(lambda: ours.revisions.current() is None)


async def _write_when_it_can(database: Database, revision: int) -> None:
    """Pooled connections to the server that was are found dead once each."""
    for _ in range(10):
        try:
            await database.write(put, revision)
        except Unavailable:
            continue
        return
    raise AssertionError("the database stayed away")
