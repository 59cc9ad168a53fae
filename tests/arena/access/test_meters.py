"""A meter in memory; processes that count alone, hand over, count together, die, and lose the database."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.arena.access import meters as meters_module
from service.arena.access.meters import Meter, Mode, SharedMeter
from service.arena.access.slices import Clock
from service.db.engine import open_database
from service.domain.rate_limits import Limit, Subject, Usage
from tests.support.db.databases import execute
from tests.support.network.ports import free_port
from tests.support.runs.clocks import Clock as StoppedClock
from tests.support.runs.waiting import CEILING_SECONDS, until

FIRST, SECOND, BUSY = (Subject(1, number) for number in range(3))
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


@pytest.fixture(autouse=True)
def _patient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Give a busy machine the time to find out who else counts."""
    monkeypatch.setattr(meters_module, "_PATIENCE_SECONDS", CEILING_SECONDS)


def mode_of(meter: SharedMeter) -> Mode | None:
    """Return how a meter counts now; a type checker would take the property for something that stays."""
    return meter.mode


def counted(meter: SharedMeter) -> Mode | None:
    """Return how a meter counted last. It is sure of being alone for a second at a time."""
    return meter._mode


def most_since(began: float) -> float:
    """Return how many requests the limit lets through since a time: a minute's worth, and what refills."""
    return LIMIT * (1 + (time.monotonic() - began) / 60)


async def passed(meter: SharedMeter, count: int) -> int:
    """Return how many of the next requests pass."""
    waits = await asyncio.gather(*(meter.take(ANNA, LIMIT) for _ in range(count)))
    return waits.count(0.0)


def test_a_minutes_worth_at_once_and_then_evenly() -> None:
    clock = StoppedClock()
    meter = Meter(clock)
    assert [meter.take(FIRST, 60) for _ in range(60)] == [0.0] * 60
    assert meter.take(FIRST, 60) == pytest.approx(1)
    assert meter.take(SECOND, 60) == 0
    clock.now += 0.4
    assert meter.take(FIRST, 60) == pytest.approx(0.6)
    clock.now += 0.61
    assert meter.take(FIRST, 60) == 0
    assert meter.take(FIRST, 60) > 0
    clock.now += 10
    assert [meter.take(FIRST, 60) > 0 for _ in range(11)] == [False] * 10 + [True]


def test_what_was_refused_costs_nothing() -> None:
    clock = StoppedClock()
    meter = Meter(clock)
    waits = [meter.take(FIRST, 2) for _ in range(100)]
    assert waits[:2] == [0, 0]
    assert waits[2:] == pytest.approx([30] * 98)


@given(st.lists(st.floats(0, 100), max_size=200), st.integers(1, 20))
def test_never_more_than_twice_the_limit_in_any_minute_however_they_come(
    pauses: list[float], limit: int
) -> None:
    clock = StoppedClock()
    meter = Meter(clock)
    taken: list[float] = []
    for pause in pauses:
        clock.now += pause
        if meter.take(FIRST, limit) == 0:
            taken.append(clock.now)
    for at in taken:
        assert sum(at <= other < at + 60 for other in taken) <= 2 * limit


def test_silent_subjects_are_forgotten_and_busy_ones_are_not() -> None:
    clock = StoppedClock()
    meter = Meter(clock)
    for second in range(600):
        clock.now += 1
        for number in range(10):
            assert meter.take(Subject(second, number + 10), 5) == 0
        assert (meter.take(BUSY, 1) == 0) == (second % 60 == 0)
        assert len(meter) <= 10 * 123 + 2
    clock.now += 500
    assert meter.take(BUSY, 1) == 0
    assert len(meter) == 1


def test_what_one_meter_hands_over_the_other_counts_on_top_of_its_own() -> None:
    clock = StoppedClock()
    one, other = Meter(clock), Meter(clock)
    assert [one.take(FIRST, 60) for _ in range(20)] == [0.0] * 20
    assert [other.take(FIRST, 60) for _ in range(30)] == [0.0] * 30
    assert one.take(SECOND, 60) == 0
    clock.now += 5
    usage = one.hand_over()
    assert usage == [Usage(FIRST, 15_000_000)]
    assert len(one) == 0
    other.take_over(usage)
    assert [other.take(FIRST, 60) > 0 for _ in range(21)] == [False] * 20 + [True]
    other.take_over([Usage(FIRST, 60_000_000)] * 2)
    assert other.take(FIRST, 60) == pytest.approx(1)


async def test_a_process_alone_counts_in_memory(database_url: str) -> None:
    async with meters(database_url, 1, StoppedClock()) as (meter,):
        assert mode_of(meter) is None
        assert await passed(meter, LIMIT + 10) == LIMIT
        assert counted(meter) is Mode.ALONE
        execute(database_url, "DELETE FROM rate_limits")
        assert await passed(meter, 10) == 0
    async with meters(database_url, 1) as (meter,):
        assert await passed(meter, 1) == 1
        assert counted(meter) is Mode.ALONE


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
        assert counted(one) is Mode.ALONE
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
        assert counted(one) is Mode.ALONE


async def test_it_looks_by_itself_as_long_as_it_is_used(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with meters(sqlite_url, 1) as (meter,):
        await passed(meter, 1)
        execute(sqlite_url, "INSERT INTO rate_limiters VALUES (1, 0, 9e18)")
        await until(lambda: meter.mode is Mode.SHARED)
    monkeypatch.setattr(meters_module, "_IDLE_SECONDS", 0.0)
    execute(sqlite_url, "DELETE FROM rate_limiters")
    async with meters(sqlite_url, 1) as (meter,):
        await passed(meter, 1)
        await until(lambda: meter.mode is None)
        before = meter._until
        assert await passed(meter, 1) == 1
        assert counted(meter) is Mode.ALONE
        assert meter._until > before


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
