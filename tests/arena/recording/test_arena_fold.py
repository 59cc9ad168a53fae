"""The fold of one arena: it rates while it stores, and forgets what it has rated when anything fails."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import pytest

from service.arena.recording import arena_fold, fold_work, live_fold, recount
from service.arena.recording.arena_fold import ArenaFold
from service.arena.recording.backlog import locked_arenas
from service.arena.recording.fold_work import FoldWork
from service.arena.recording.id_cache import IdCache
from service.arena.recording.reveals import Reveals
from service.db.engine import Database, WriteSession
from service.domain.arenas import Arena
from service.errors import Unavailable
from tests.support.runs.waiting import until
from tests.support.votes.arenas import ballots, check_of
from tests.support.votes.folds import append, lease_of, log_of, made, opened, run_out

pytestmark = [pytest.mark.anyio, pytest.mark.postgresql]
ANNA, BEN = 11, 12


class World:
    """An arena whose owner's stores wait for ``gate``, and fail once with each of ``failures``.

    A failure comes before the part is stored, or after it if it is in ``late``: as when the connection breaks
    before the answer. ``rated`` counts the votes that were rated, ``stores`` the parts that were sent, and
    ``reached`` the positions that were announced.
    """

    def __init__(self, database: Database, arena: Arena, monkeypatch: pytest.MonkeyPatch) -> None:
        self.database, self.arena = database, arena
        self.gate = asyncio.Event()
        self.gate.set()
        self.failures: list[Exception] = []
        self.late: list[Exception] = []
        self.rated: list[int] = []
        self.stores = 0
        self.reached: list[int] = []
        self.seed = 0
        self.fold: ArenaFold | None = None
        self._write = database.write_apart
        monkeypatch.setattr(database, "write_apart", self._store)
        monkeypatch.setattr(fold_work, "rate_next", self._rate)
        monkeypatch.setattr(arena_fold, "_RETRY_SECONDS", 0.01)

    async def _store(self, work: Callable[..., Any], *arguments: Any) -> Any:
        self.stores += 1
        await self.gate.wait()
        if self.failures:
            raise self.failures.pop(0)
        answers = await self._write(work, *arguments)
        if self.late:
            raise self.late.pop(0)
        return answers

    def _rate(self, *arguments: Any) -> Any:
        found = live_fold.rate_next(*arguments)
        self.rated += [one[1].arena.last_position for one in found if isinstance(one, tuple)]
        return found

    def _note(self, _arena: int, position: int, _reveals: Reveals) -> None:
        self.reached.append(position)

    async def start(self, worker: int = ANNA) -> ArenaFold:
        lease = await lease_of(self.database, worker, self.arena)
        self.fold = ArenaFold(self.database, FoldWork(self.database, IdCache()), lease, self._note)
        return self.fold

    async def append(self, count: int) -> None:
        self.seed += 1
        await append(self.database, self.arena, ballots(count, seed=self.seed, days=2))
        if self.fold is not None:
            self.fold.wake()

    async def reaches(self, position: int) -> None:
        await until(lambda: self.reached[-1:] == [position], f"position {position}")

    async def agrees(self) -> None:
        """Assert that all votes are stored and rated once."""
        log = await log_of(self.database, self.arena)
        assert log.arena.last_position == log.end
        assert (await self.database.read(check_of)).differences == 0


@asynccontextmanager
async def folding(url: str, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[World]:
    async with opened(url) as database:
        [arena] = await made(database)
        world = World(database, arena, monkeypatch)
        try:
            yield world
        finally:
            world.gate.set()
            if world.fold is not None:
                world.fold.stop()
                await world.fold.task


async def test_what_comes_while_a_part_is_stored_is_rated_and_stored_after_it(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with folding(postgres_url, monkeypatch) as world:
        await world.start()
        world.gate.clear()
        await world.append(3)
        await until(lambda: world.stores == 1, "the first store")
        for count, last in ((4, 7), (5, 12)):
            await world.append(count)
            await until(lambda last=last: world.rated[-1:] == [last], "votes rated ahead")  # type: ignore[misc]
        assert (world.stores, world.reached) == (1, [])  # nothing is answered that is not stored
        world.gate.set()
        await world.reaches(12)
        assert (world.stores, world.reached) == (2, [3, 12])
        await world.agrees()


async def test_no_more_is_rated_ahead_than_a_part_may_have(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_fold, "VOTES_AT_ONCE", 4)
    monkeypatch.setattr(arena_fold, "VOTES_AT_ONCE", 4)
    async with folding(postgres_url, monkeypatch) as world:
        world.gate.clear()
        await world.append(30)
        await world.start()
        await until(lambda: world.rated[-1:] == [8], "two parts")
        await asyncio.sleep(0.05)
        assert world.rated[-1] == 8
        world.gate.set()
        await world.reaches(30)
        await world.agrees()


@pytest.mark.parametrize("is_late", [False, True])
async def test_a_store_that_fails_while_the_next_part_is_rated(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch, *, is_late: bool
) -> None:
    """Whether the part was stored or not, what was rated after it is forgotten, and rated again."""
    async with folding(postgres_url, monkeypatch) as world:
        await world.start()
        await world.append(2)
        await world.reaches(2)
        world.gate.clear()
        (world.late if is_late else world.failures).append(Unavailable("away"))
        await world.append(3)
        await until(lambda: world.stores == 2, "the store that fails")
        await world.append(4)
        await until(lambda: world.rated[-1:] == [9], "the part after it")
        world.gate.set()
        await world.reaches(9)
        assert world.rated[2:] == [9, 9]
        await world.agrees()


async def test_a_read_that_fails_while_a_part_is_stored(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with folding(postgres_url, monkeypatch) as world:
        await world.start()
        world.gate.clear()
        await world.append(3)
        await until(lambda: world.stores == 1, "a store")
        failures, rate_next = [ValueError("a bug"), Unavailable("away")], world._rate

        def failing(*arguments: Any) -> Any:
            if failures:
                raise failures.pop(0)
            return rate_next(*arguments)

        monkeypatch.setattr(fold_work, "rate_next", failing)
        await world.append(4)
        await until(lambda: len(failures) == 1, "the failure")
        world.gate.set()
        await world.reaches(7)
        assert world.reached == [3, 7]
        await world.agrees()
    messages = [(record.getMessage(), bool(record.exc_info)) for record in caplog.records]
    # That the database is away, it logs itself.
    assert messages == [(f"votes of arena {world.arena.id} wait to be rated: a bug", True)]


async def test_an_owner_that_loses_its_lease_with_a_part_under_way(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As one that is frozen: it stores neither the part that it has sent nor what it has rated after it."""
    async with folding(postgres_url, monkeypatch) as world:
        old = await world.start()
        await world.append(2)
        await world.reaches(2)
        world.gate.clear()
        await world.append(3)
        await until(lambda: world.stores == 2, "a store")
        await world.append(4)
        await until(lambda: world.rated[-1:] == [9], "the part after it")
        await run_out(world.database)
        await lease_of(world.database, BEN, world.arena)
        world.gate.set()
        await old.task
        assert world.reached == [2]
        assert (await log_of(world.database, world.arena)).arena.last_position == 2
        await world.start(BEN)
        await world.reaches(9)
        await world.agrees()


async def test_a_void_while_a_part_is_under_way(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    async with folding(postgres_url, monkeypatch) as world:
        await world.start()
        await world.append(5)
        await world.reaches(5)
        world.gate.clear()
        await world.append(3)
        await until(lambda: world.stores == 2, "a store")
        await world.append(4)
        await until(lambda: world.rated[-1:] == [12], "the part after it")

        def void(session: WriteSession) -> None:
            recount.void(session, locked_arenas(session, [world.arena.id])[world.arena.id], [4], "a robot")

        await world.database.write(void)
        world.gate.set()
        await world.append(1)
        await world.reaches(13)
        await world.agrees()


async def test_a_fold_that_stops_stores_what_it_has_sent_and_leaves_the_rest(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with folding(postgres_url, monkeypatch) as world:
        fold = await world.start()
        world.gate.clear()
        await world.append(3)
        await until(lambda: world.stores == 1, "a store")
        await world.append(4)
        await until(lambda: world.rated[-1:] == [7], "the part after it")
        fold.stop()
        world.gate.set()
        await fold.task
        assert (world.stores, world.reached) == (1, [3])
        await world.start()
        await world.reaches(7)
        await world.agrees()


async def test_a_long_backlog_begins_again_with_all_ratings(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_fold, "VOTES_AT_ONCE", 4)
    monkeypatch.setattr(live_fold, "_LONG", 20)
    async with folding(postgres_url, monkeypatch) as world:
        await world.start()
        await world.append(3)
        await world.reaches(3)
        world.gate.clear()
        await world.append(2)
        await until(lambda: world.stores == 2, "a store")
        await world.append(40)
        await until(lambda: world.rated[-1] > 5, "the part after it")
        world.gate.set()
        await world.reaches(45)
        assert world.rated[-2:] == [9, 45]
        await world.agrees()
