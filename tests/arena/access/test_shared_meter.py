"""Several processes that count: alone, handing over, together, after a death, and without the database."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest

from service.arena.access import shared_meter
from service.arena.access.meters import Clock
from service.arena.access.shared_meter import Mode, SharedMeter
from service.db.engine import open_database
from service.domain.rate_limits import Limit, Subject
from tests.support.clocks import Clock as StoppedClock
from tests.support.databases import execute
from tests.support.ports import free_port
from tests.support.waiting import until

pytestmark = pytest.mark.anyio

ANNA = Subject(int(Limit.VOTER_VOTE), 1)
LIMIT = 40
"""Refills one in 1.5 seconds."""


class Skewed:
    """A monotonic clock that began at another time than those of the other processes."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds

    def __call__(self) -> float:
        return time.monotonic() + self._seconds


@asynccontextmanager
async def meters(url: str, count: int, clock: Clock | None = None) -> AsyncIterator[Sequence[SharedMeter]]:
    """Yield meters with connections of their own, as in processes of their own."""
    databases = [open_database(url, 1) for _ in range(count)]
    opened = [SharedMeter(database, clock or Skewed(1e5 * i)) for i, database in enumerate(databases)]
    try:
        yield opened
    finally:
        for meter, database in zip(opened, databases, strict=True):
            await meter.close()
            await database.close()


def mode_of(meter: SharedMeter) -> Mode | None:
    """Return how a meter counts now; a type checker would take the property for something that stays."""
    return meter.mode


def most_since(began: float) -> float:
    """Return how many requests the limit lets through since a time: a minute's worth, and what refills."""
    return LIMIT * (1 + (time.monotonic() - began) / 60)


async def passed(meter: SharedMeter, count: int) -> int:
    """Return how many of the next requests pass."""
    waits = await asyncio.gather(*(meter.take(ANNA, LIMIT) for _ in range(count)))
    return waits.count(0.0)


async def test_a_process_alone_counts_in_memory(database_url: str) -> None:
    async with meters(database_url, 1, StoppedClock()) as (meter,):
        assert mode_of(meter) is None
        assert await passed(meter, LIMIT + 10) == LIMIT
        assert mode_of(meter) is Mode.ALONE
        execute(database_url, "DELETE FROM rate_limits")
        assert await passed(meter, 10) == 0
    async with meters(database_url, 1) as (meter,):
        assert await passed(meter, 1) == 1
        assert mode_of(meter) is Mode.ALONE


async def test_no_limit_asks_nobody(sqlite_url: str) -> None:
    async with meters(sqlite_url, 1) as (meter,):
        assert await meter.take(ANNA, 0) == 0
        assert mode_of(meter) is None


async def test_two_processes_together_pass_no_more_than_the_limit(database_url: str) -> None:
    began = time.monotonic()
    async with meters(database_url, 2) as (one, other):
        total = await passed(one, 15)
        assert total == 15
        for _ in range(20):
            total += await passed(other, 3) + await passed(one, 3)
        assert (one.mode, other.mode) == (Mode.SHARED, Mode.SHARED)
        assert LIMIT // 2 <= total <= most_since(began)


async def test_several_that_start_at_once(database_url: str) -> None:
    began = time.monotonic()
    async with meters(database_url, 4) as several:
        total = sum(await asyncio.gather(*(passed(meter, 2 * LIMIT) for meter in several)))
        assert LIMIT // 2 <= total <= most_since(began)


async def test_a_dead_process_that_counted_alone_is_overruled(sqlite_url: str) -> None:
    async with meters(sqlite_url, 2) as (dead, living):
        assert await passed(dead, 1) == 1
        assert dead._watching is not None
        dead._watching.cancel()
        assert await passed(living, LIMIT) == LIMIT // 2
        assert mode_of(living) is Mode.SHARED
        # Had it only been frozen, it would notice before it counts anything more.
        assert mode_of(dead) is None
        await passed(dead, 1)
        assert mode_of(dead) is Mode.SHARED


async def test_a_process_is_alone_again_when_the_others_left(database_url: str) -> None:
    began = time.monotonic()
    async with meters(database_url, 2) as (one, other):
        assert await passed(one, 10) == 10
        assert await passed(other, 1) == 1
        await until(lambda: one.mode is Mode.SHARED)
        await other.close()
        await one.start()
        assert mode_of(one) is Mode.ALONE
        # What was counted while there were two still counts.
        assert 11 + await passed(one, LIMIT) <= most_since(began)


async def test_a_process_that_nobody_hears_of_is_gone(sqlite_url: str) -> None:
    async with meters(sqlite_url, 2) as (one, dead):
        await passed(one, 1)
        await passed(dead, 1)
        await one.start()
        assert mode_of(one) is Mode.SHARED
        execute(sqlite_url, "UPDATE rate_limiters SET seen_at = seen_at - 70000000")
        await one.start()
        assert mode_of(one) is Mode.ALONE


async def test_it_looks_by_itself_as_long_as_it_is_used(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with meters(sqlite_url, 1) as (meter,):
        await passed(meter, 1)
        execute(sqlite_url, "INSERT INTO rate_limiters VALUES (1, 0, 9e18)")
        await until(lambda: meter.mode is Mode.SHARED)
    monkeypatch.setattr(shared_meter, "_IDLE_SECONDS", 0.0)
    execute(sqlite_url, "DELETE FROM rate_limiters")
    async with meters(sqlite_url, 1) as (meter,):
        await passed(meter, 1)
        await until(lambda: meter.mode is None)
        assert await passed(meter, 1) == 1
        assert mode_of(meter) is Mode.ALONE


async def test_without_the_database_it_counts_by_itself() -> None:
    async with meters(f"postgresql://arena@127.0.0.1:{free_port()}/arena", 1, StoppedClock()) as (meter,):
        assert await passed(meter, 2 * LIMIT) == LIMIT
        assert mode_of(meter) is Mode.LOCAL


async def test_it_stores_what_it_counted_without_the_database(database_url: str) -> None:
    began = time.monotonic()
    async with meters(database_url, 2) as (one, other):
        await passed(other, 1)
        await passed(one, 1)
        one._set(Mode.LOCAL, float("inf"))
        assert await passed(one, 30) == 30
        await one.start()
        assert mode_of(one) is Mode.SHARED
        assert 32 + await passed(other, LIMIT) <= most_since(began)
