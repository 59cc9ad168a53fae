"""Publishing with a delay: no vote is rated too early, none is lost, and the ratings are those of the log."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from sqlalchemy import text

from service.arena.boards.at_least import reach
from service.arena.integrity import holding
from service.arena.recording import publishing, recount
from service.arena.recording.backlog import locked_arenas
from service.arena.recording.live_fold import LeaseLostError, fold_next
from service.arena.services import Services
from service.db.engine import WriteSession
from service.db.queries import arenas
from service.db.queries.live import marks
from service.domain import clock
from service.domain.arenas import Arena
from service.errors import Invalid
from tests.support.arenas import arena_services, ballots, checked, named, new_arena, submit
from tests.support.folds import append, lease_of, log_of
from tests.support.folds import made as made_arenas
from tests.support.folds import opened
from tests.support.ledgers import State, state
from tests.support.waiting import CEILING_SECONDS

pytestmark = pytest.mark.anyio

HOUR = 3_600


@asynccontextmanager
async def publishing_in(url: str, folder: Path) -> AsyncIterator[Services]:
    """Yield services that record, and publish as a server does, only more often."""
    async with arena_services(url, folder) as services:
        services.recorder.join_workers()
        task = asyncio.create_task(publishing.keep_publishing(services.database))
        try:
            yield services
        finally:
            task.cancel()


@pytest.fixture(autouse=True)
def _often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "LOOK_SECONDS", 0.01)
    monkeypatch.setattr(publishing, "_STEP_SECONDS", 0)


async def reached(services: Services, arena: Arena, rated: int, end: int) -> None:
    """Wait until an arena's ratings include so many votes, of a log that ends there."""
    async with asyncio.timeout(CEILING_SECONDS):
        while await log_of(services.database, arena) != (await _now(services, arena), end) or (
            (await _now(services, arena)).last_position < rated
        ):
            await asyncio.sleep(0.01)
    assert (await _now(services, arena)).last_position == rated


async def _now(services: Services, arena: Arena) -> Arena:
    return (await log_of(services.database, arena)).arena


async def marked(services: Services, position: int) -> None:
    """Wait until a mark includes a position."""
    newest = text("SELECT COALESCE(MAX(position), 0) FROM log_marks")
    async with asyncio.timeout(CEILING_SECONDS):
        while await services.database.read(lambda s: s.execute(newest).scalar_one()) < position:
            await asyncio.sleep(0.01)


async def let_pass(services: Services, seconds: int = HOUR) -> None:
    """Let all marks be older, as time would."""

    def work(session: WriteSession) -> None:
        session.execute(text("UPDATE log_marks SET at = at - :by"), {"by": seconds * clock.SECOND})

    await services.database.write(work)


async def change(services: Services, arena: Arena, **values: object) -> None:
    await services.database.write(arenas.change, arena.id, values)


async def stored(services: Services, arena: Arena) -> State:
    return await services.database.read(state, arena.id)


async def test_votes_are_rated_once_they_are_old_enough_and_never_before(
    database_url: str, tmp_path: Path
) -> None:
    late, at_once = named(ballots(60, days=3), "late"), named(ballots(60, days=3), "late")
    async with publishing_in(database_url, tmp_path) as services:
        other = await new_arena(services, "at-once")
        await submit(services, other, at_once)
        arena = await services.database.write(lambda s: _add(s, "t2i", HOUR))
        receipt = await submit(services, arena, late[:20])
        assert (receipt.accepted, receipt.rated, receipt.last_position) == (20, False, 20)
        await marked(services, 20)
        await submit(services, arena, late[20:40])
        await let_pass(services, HOUR - 60)
        await marked(services, 40)
        assert (await log_of(services.database, arena)) == (arena, 40)
        await let_pass(services, 61)
        await reached(services, arena, 20, 40)
        again = await submit(services, arena, late[:30])
        assert (again.accepted, again.duplicates) == (0, 30)
        await submit(services, arena, late[40:])
        await marked(services, 60)
    async with publishing_in(database_url, tmp_path) as services:  # after a restart, and nobody votes again
        await let_pass(services)
        await reached(services, arena, 60, 60)
        assert await stored(services, arena) == await stored(services, other)
        assert (await checked(services)).differences == 0


def _add(session: WriteSession, slug: str, publish_after: int) -> Arena:
    arena_id = arenas.add(session, {**_values(slug), "publish_after": publish_after})
    return locked_arenas(session, [arena_id])[arena_id]


def _values(slug: str) -> dict[str, object]:
    from tests.support.arenas import DEFAULTS

    return {**DEFAULTS, "slug": slug}
