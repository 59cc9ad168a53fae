"""Watching: what is news is announced once, by whichever process looks, and nothing of an arena's past."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

import pytest
from sqlalchemy import text

from service.arena.boards.refits.computing import prepare
from service.arena.services import Services
from service.arena.webhooks import watching
from service.arena.webhooks.notices import PUBLIC
from service.arena.webhooks.watching import AlarmWatch, BoardWatch
from service.db.engine import ReadSession, WriteSession
from service.db.queries.webhooks import notices, webhooks
from service.domain.votes import Ballot, Outcome
from service.errors import Unavailable
from tests.support.network.receivers import hook
from tests.support.runs.waiting import CEILING_SECONDS
from tests.support.votes.arenas import add_arena, arena_services, new_arena, submit

pytestmark = pytest.mark.anyio

WON = [Ballot("m0", "m1", Outcome.RIGHT if i % 10 == 0 else Outcome.LEFT) for i in range(60)]


async def announced(services: Services, arena_id: int) -> list[str]:
    rows = await services.database.read(notices.newest, PUBLIC, None, arena_id=arena_id)
    return [row.kind for row in reversed(rows)]


def deliveries_of(session: ReadSession) -> list[int]:
    return list(session.execute(text("SELECT notice_id FROM deliveries ORDER BY 1")).scalars())


async def test_two_processes_announce_once(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "_REST", 0)
    async with arena_services(database_url, tmp_path) as one, arena_services(database_url, tmp_path) as two:
        arena = await new_arena(one)
        await one.database.write(webhooks.add, hook())
        await submit(one, arena, WON)
        await prepare(one, "t2i")
        watches = BoardWatch(one), BoardWatch(two)
        if one.recorder.folds is not None:  # each would look only at its own arenas
            monkeypatch.setattr(type(one.recorder.folds), "owns", lambda *_: True)
        await asyncio.gather(*(watch.look() for watch in watches))
        await asyncio.gather(*(watch.look() for watch in watches))
        assert await announced(one, arena.id) == ["model.ranked", "model.ranked", "leader.decided"]
        assert len(await one.database.read(deliveries_of)) == 3
        assert one.webhooks.work.is_set() or two.webhooks.work.is_set()
        mark = await one.database.read(notices.mark_of, arena.id)
        await submit(one, arena, [Ballot("m0", "m1", Outcome.LEFT)])
        for watch in watches:
            await watch.look()
        assert await one.database.read(notices.mark_of, arena.id) == mark


async def test_the_past_of_an_arena_is_no_news(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "_REST", 0)
    async with arena_services(sqlite_url, tmp_path) as services:
        arena = await new_arena(services)
        await submit(services, arena, WON)
        await prepare(services, "t2i")

        def mark(session: WriteSession) -> None:
            session.execute(text("INSERT INTO board_marks VALUES (:a, 0, x'')"), {"a": arena.id})

        await services.database.write(mark)
        watch = BoardWatch(services)
        await watch.look()
        assert await announced(services, arena.id) == []
        await submit(services, arena, [Ballot("m2", "m1", Outcome.LEFT)] * 3)
        await watch.look()
        assert await announced(services, arena.id) == ["model.ranked"]


async def test_what_fails_is_tried_again(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(watching, "_REST", 0)
    async with arena_services(sqlite_url, tmp_path) as services:
        arena = await new_arena(services)
        await services.database.write(lambda session: add_arena(session, "empty"))
        await submit(services, arena, WON)
        await prepare(services, "t2i")
        watch = BoardWatch(services)
        with monkeypatch.context() as broken:
            broken.setattr(watching, "_announce", _away)
            await watch.look()
        assert await announced(services, arena.id) == []
        await watch.look()
        assert len(await announced(services, arena.id)) == 3
        with monkeypatch.context() as broken:
            broken.setattr(watching, "_news", lambda _: 1 / 0)
            await submit(services, arena, WON[1:3])
            await watch.look()
        assert "was not announced: division by zero" in caplog.text


def _away(*_: object) -> bool:
    raise Unavailable("the database is away")


async def test_alarms_are_announced_once_and_looking_writes_nothing(sqlite_url: str, tmp_path: Path) -> None:
    async with arena_services(sqlite_url, tmp_path) as services:
        await new_arena(services)
        (tmp_path / "failed_backup.json").write_text('{"at": 1, "place": "p", "reason": "full"}')
        for _ in range(2):
            await AlarmWatch(services).look()
        rows = await services.database.read(notices.newest, ["backup.failed"], None)
        assert len(rows) == 1
        assert services.webhooks.work.is_set()


async def test_a_server_that_stops_does_not_wait_for_the_rest_after_a_look(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(watching, "_REST", 1e9)
    async with arena_services(sqlite_url, tmp_path) as services:
        arena = await new_arena(services)
        await submit(services, arena, WON)
        await prepare(services, "t2i")
        released, held = threading.Event(), threading.Event()

        def hold(_: WriteSession) -> None:
            held.set()
            released.wait(CEILING_SECONDS)

        other = asyncio.create_task(services.database.write(hold))
        await asyncio.to_thread(held.wait, CEILING_SECONDS)
        look = asyncio.create_task(BoardWatch(services).look())
        # It waits for the other writer, or will once it has read.
        await asyncio.wait([look], timeout=0.5)
        look.cancel()
        await asyncio.wait([look], timeout=CEILING_SECONDS)
        assert look.cancelled()
        released.set()
        await other
