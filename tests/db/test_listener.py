"""Notifications: trusted only while our own arrive."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from sqlalchemy import text

from service.db import engine, listener
from service.db.engine import Database, WriteSession, open_database
from service.db.listener import CHANNEL
from tests.support.db.databases import execute
from tests.support.db.pgbouncer import PgBouncer
from tests.support.db.postgres import PostgresServer
from tests.support.network.lines import Line
from tests.support.runs.waiting import until

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def opened(url: str, listen_url: str = "") -> AsyncIterator[Database]:
    database = open_database(url, listen_url=listen_url)
    try:
        yield database
    finally:
        await database.close()


def put(session: WriteSession, revision: int) -> None:
    session.execute(text("UPDATE catalog SET revision = :r"), {"r": revision})


async def knowing(database: Database) -> None:
    """Wait until the revisions are known without a query."""
    async with asyncio.timeout(120):
        while database.revisions.current() is None:
            await database.revisions.query()
            await asyncio.sleep(0.01)


@pytest.fixture
def short_silence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(listener, "SILENCE_SECONDS", 0.3)
    monkeypatch.setattr(listener, "_RECONNECT_SECONDS", 0.05)
    monkeypatch.setattr(engine, "CLOSE_SECONDS", 0.2)


async def test_payloads_of_a_channel_arrive_in_order(postgres_url: str) -> None:
    payloads: list[str] = []
    async with opened(postgres_url) as database:
        database.revisions.listen("arena_test", payloads.append)
        await until(lambda: bool(payloads), "the proof")
        assert payloads == [""]  # what came before may have been missed
        for number in range(3):
            execute(postgres_url, f"SELECT pg_notify('arena_test', '{number}')")
        await until(lambda: len(payloads) == 4, "three notifications")
    assert payloads[1:] == ["0", "1", "2"]


async def test_a_channel_is_added_to_a_connection_that_listens(postgres_url: str) -> None:
    first: list[str] = []
    second: list[str] = []
    async with opened(postgres_url) as database:
        database.revisions.listen("arena_first", first.append)
        await until(lambda: bool(first), "the first proof")
        database.revisions.listen("arena_second", second.append)
        await until(lambda: bool(second), "the second proof")
        execute(postgres_url, "SELECT pg_notify('arena_second', 'x')")
        await until(lambda: second[-1] == "x", "the notification")
        assert "x" not in first


async def test_on_sqlite_nothing_is_called(sqlite_url: str) -> None:
    payloads: list[str] = []
    async with opened(sqlite_url) as database:
        database.revisions.listen("arena_test", payloads.append)
        await database.write(put, 7)
        assert (await database.revisions.query())[""] == 7
    assert payloads == []


async def test_a_proof_of_another_process_is_no_change(postgres_url: str) -> None:
    async with opened(postgres_url) as database:
        await knowing(database)
        known = database.revisions.current()
        execute(postgres_url, f"SELECT pg_notify('{CHANNEL}', 'a token of another process')")
        await asyncio.sleep(0.2)
        assert database.revisions.current() is known


@pytest.mark.usefixtures("short_silence")
async def test_each_silence_is_proven(postgres_url: str) -> None:
    payloads: list[str] = []
    async with opened(postgres_url) as database:
        database.revisions.listen(CHANNEL, payloads.append)
        await until(lambda: len(payloads) >= 4, "four proofs")
        assert set(payloads) == {""}
        await knowing(database)


@pytest.mark.usefixtures("short_silence")
async def test_a_line_that_goes_dead_without_a_word_is_not_trusted_for_long(
    postgres: PostgresServer, postgres_url: str
) -> None:
    """Nothing says that others go on voting: a firewall forgot the connection, a cable was pulled."""
    with Line(postgres.port) as line:
        async with opened(line.url(postgres_url)) as ours, opened(postgres_url) as others:
            await knowing(ours)
            await asyncio.sleep(1)
            await knowing(ours)
            line.cut()
            await others.write(put, 70)
            await until(lambda: ours.revisions.current() is None, "the doubt")


@pytest.mark.usefixtures("short_silence")
async def test_only_the_notifications_go_dead(postgres: PostgresServer, postgres_url: str) -> None:
    """Then reads ask the database, and get along."""
    with Line(postgres.port) as line:
        async with opened(postgres_url, line.url(postgres_url)) as ours, opened(postgres_url) as others:
            await knowing(ours)
            line.cut()
            await others.write(put, 70)
            await until(lambda: ours.revisions.current() is None, "the doubt")
            for revision in (71, 72):
                await others.write(put, revision)
                assert ours.revisions.current() is None
                assert (await ours.revisions.query())[""] == revision


async def test_through_a_session_pooler_notifications_arrive(
    postgres: PostgresServer, postgres_url: str
) -> None:
    with PgBouncer(postgres, "session") as pooler:
        async with opened(pooler.url(postgres_url)) as ours, opened(postgres_url) as others:
            await knowing(ours)
            await others.write(put, 70)
            await until(lambda: ours.revisions.current() is None, "the notification")


@pytest.mark.usefixtures("short_silence")
async def test_through_a_transaction_pooler_nothing_is_trusted(
    transaction_pooler: PgBouncer, postgres_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    """It looks alive: LISTEN succeeds, and statements are answered."""
    payloads: list[str] = []
    async with opened(transaction_pooler.url(postgres_url)) as ours, opened(postgres_url) as others:
        ours.revisions.listen("arena_test", payloads.append)
        for revision in range(70, 90):
            await others.write(put, revision)
            assert ours.revisions.current() is None
            assert (await ours.revisions.query())[""] == revision
            await asyncio.sleep(0.05)
        await until(lambda: bool(caplog.records), "the warning")
        await asyncio.sleep(1)
    assert payloads == []
    assert [(one.levelno, "ARENA_LISTEN_URL" in one.message) for one in caplog.records] == [
        (logging.WARNING, True)
    ]


async def test_a_url_past_the_pooler_is_trusted(transaction_pooler: PgBouncer, postgres_url: str) -> None:
    async with opened(transaction_pooler.url(postgres_url), postgres_url) as ours:
        await knowing(ours)
        execute(postgres_url, "UPDATE catalog SET revision = 70")
        await until(lambda: ours.revisions.current() is None, "the notification")
        assert (await ours.revisions.query())[""] == 70


@pytest.mark.usefixtures("short_silence")
async def test_a_url_of_another_database_is_never_trusted(
    postgres: PostgresServer, postgres_url: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with opened(postgres_url, postgres.url("postgres")) as ours:
        assert ours.revisions.current() is None
        await until(lambda: bool(caplog.records), "the warning")
        await ours.revisions.query()
        assert ours.revisions.current() is None
