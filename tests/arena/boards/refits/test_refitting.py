"""Refitting in the background: what is due is computed, in one process, and nobody waits for it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from service.arena.boards import boards
from service.arena.boards.refits import refitting
from service.arena.boards.refits.computing import compute
from service.arena.boards.refits.refitting import keep_refitting
from service.arena.recording import recount
from service.arena.services import Services
from service.db.queries.log import refits
from service.domain.arenas import Arena
from service.domain.axes import OVERALL
from tests.support.runs.waiting import CEILING_SECONDS, until
from tests.support.votes.arenas import add_arena, arena_services, ballots, new_arena, submit
from tests.support.votes.folds import dealt_folds
from tests.support.votes.ledgers import reread

pytestmark = pytest.mark.anyio


@asynccontextmanager
async def background(services: Services) -> AsyncIterator[None]:
    task = asyncio.create_task(keep_refitting(services, 0.05))
    yield
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def newest(services: Services, arena: Arena) -> int | None:
    key = await services.database.read(refits.newest, arena.id, 1 << 40)
    return key.position if key else None


async def reached(services: Services, arena: Arena, position: int) -> None:
    async with asyncio.timeout(CEILING_SECONDS):
        # The database has no event to wait for.
        while await newest(services, arena) != position:  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def test_what_is_due_is_computed_and_again_after_a_void(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        services.recorder.join_workers()
        arena = await new_arena(services)
        async with background(services):
            await submit(services, arena, ballots(60))
            await reached(services, arena, 59)
            await submit(services, arena, ballots(40, seed=2))
            await reached(services, arena, 99)
            void = await services.database.write(
                lambda s: recount.void(s, reread(s, arena.id), [90], "a bot")
            )
            assert void == 1
            await reached(services, arena, 99)
            key = await services.database.read(refits.newest, arena.id, 99)
            assert key is not None
            assert key.epoch == 1


async def test_two_processes_do_not_compute_the_same(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The one that folds the arena computes; the other one reads."""
    computed: list[Services] = []
    real = compute

    async def noted(services: Services, arena: Arena, position: int) -> object:
        computed.append(services)
        return await real(services, arena, position)

    monkeypatch.setattr(refitting, "compute", noted)
    async with (
        arena_services(postgres_url, tmp_path) as one,
        arena_services(postgres_url, tmp_path / "other") as other,
    ):
        arena = await new_arena(one)
        await dealt_folds(arena, one, other)  # otherwise the arena may pass on while the first computes
        async with background(one), background(other):
            await submit(one, arena, ballots(60))
            await reached(other, arena, 59)
        [owner] = set(map(id, computed))
        assert owner in (id(one), id(other))
        refit = await other.database.read(other.boards.refits.newest, arena.id, 60)
        assert refit == await one.database.read(one.boards.refits.newest, arena.id, 60)


async def test_an_import_of_many_positions_computes_the_last_one_only(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Arenas without votes, or without one that counts, are no obstacle."""
    positions: list[int] = []
    real = compute

    async def noted(services: Services, arena: Arena, position: int) -> object:
        positions.append(position)
        return await real(services, arena, position)

    monkeypatch.setattr(refitting, "compute", noted)
    async with arena_services(sqlite_url, tmp_path) as services:
        void = await new_arena(services)
        await submit(services, void, ballots(25))
        every = range(1, 26)
        await services.database.write(lambda s: recount.void(s, reread(s, void.id), every, "bots"))
        await services.database.write(lambda session: add_arena(session, "empty"))
        big = await services.database.write(lambda session: add_arena(session, "big"))
        await submit(services, big, ballots(400))
        async with background(services):
            await reached(services, big, 399)
        assert positions == [25, 399]
        nothing = await services.database.read(services.boards.refits.newest, void.id, 25)
        assert nothing is not None
        assert nothing.likely == {}
        board = await boards.leaderboard(services, "t2i", OVERALL)
        assert (board.ranked, board.inferred) == ((), {})
        assert (await boards.leaderboard(services, "empty", OVERALL)).pooling is None


async def test_a_failure_ends_nothing(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    real = compute
    failures = [ValueError("no luck")]

    async def failing(*args: object) -> object:
        if failures:
            raise failures.pop()
        return await real(*args)  # type: ignore[arg-type]

    monkeypatch.setattr(refitting, "compute", failing)
    async with arena_services(sqlite_url, tmp_path) as services:
        arena = await new_arena(services)
        await submit(services, arena, ballots(60))
        async with background(services):
            await until(lambda: not failures)
            await submit(services, arena, ballots(1, seed=3))
            await reached(services, arena, 61)
    assert "the pooled ratings of t2i were not computed: no luck" in caplog.text


async def test_the_loop_stays_free(sqlite_url: str, tmp_path: Path) -> None:
    """The longest time that this task, which is always ready, had to wait beyond the interpreter's own turns.

    Only processor time of this thread counts: the machine may be busy with other things.
    """
    async with arena_services(sqlite_url, tmp_path) as services:
        arena = await new_arena(services)
        await submit(services, arena, ballots(2_000))
        async with background(services):
            longest = 0.0
            while await newest(services, arena) is None:
                started = time.thread_time()
                await asyncio.sleep(0)
                longest = max(longest, time.thread_time() - started)
        assert longest < 0.02
