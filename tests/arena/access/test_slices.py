"""Slices leased from the database: two holders together never pass the limit, and seldom ask."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest

from service.arena.access.slices import Slices
from service.db.engine import Database, open_database
from service.domain.rate_limits import Limit, Subject
from tests.support.db.databases import execute
from tests.support.network.ports import free_port
from tests.support.runs.clocks import Clock

pytestmark = pytest.mark.anyio

ANNA, BEN = Subject(int(Limit.VOTER_VOTE), 1), Subject(int(Limit.VOTER_VOTE), 2)
PATIENCE = 60.0


class Holder:
    """A process: its slices, and its own connections to the database."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self.database = database
        self.clock = clock
        self.slices = Slices(database, clock)

    async def take(self, subject: Subject, per_minute: int, count: int = 1) -> list[float | None]:
        """Take several times, all at once."""
        takes = (self.slices.take(subject, per_minute, PATIENCE) for _ in range(count))
        return await asyncio.gather(*takes)


@asynccontextmanager
async def holders(url: str, *clocks: Clock) -> AsyncIterator[Sequence[Holder]]:
    """Yield a holder for each clock."""
    opened = [Holder(open_database(url, 1), clock) for clock in clocks]
    try:
        yield opened
    finally:
        for holder in opened:
            await holder.slices.close()
            await holder.database.close()


def passed(waits: Sequence[float | None]) -> int:
    assert None not in waits
    return waits.count(0.0)


async def test_two_holders_together_pass_half_a_minutes_worth_at_once(database_url: str) -> None:
    async with holders(database_url, Clock(0), Clock(1e6)) as (one, other):
        began = time.monotonic()
        total = sum([passed(await holder.take(ANNA, 20, 3)) for _ in range(10) for holder in (one, other)])
        refilled = (time.monotonic() - began) / 3
        assert 10 <= total <= 10 + refilled + 1
        assert passed(await one.take(BEN, 20)) == 1


async def test_many_at_once_are_one_question(sqlite_url: str) -> None:
    async with holders(sqlite_url, Clock()) as (one,):
        assert passed(await one.take(ANNA, 100, 70)) == 50
        execute(sqlite_url, "DELETE FROM rate_limits")
        assert passed(await one.take(ANNA, 100)) == 0  # who was just refused does not ask again
        one.clock.now += 1
        assert passed(await one.take(ANNA, 100)) == 1


async def test_a_slice_is_used_without_the_database_and_passes(sqlite_url: str) -> None:
    async with holders(sqlite_url, Clock()) as (one,):
        assert passed(await one.take(ANNA, 60)) == 1
        execute(sqlite_url, "DROP TABLE rate_limits")
        assert passed(await one.take(ANNA, 60, 6)) == 6


async def test_the_slice_of_a_dead_process_comes_back_by_itself(database_url: str) -> None:
    async with holders(database_url, Clock(), Clock()) as (dead, living):
        began = time.monotonic()
        assert passed(await dead.take(ANNA, 60)) == 1
        assert 23 <= passed(await living.take(ANNA, 60, 30)) <= 23 + time.monotonic() - began
        # As a minute passes for the database.
        execute(database_url, "UPDATE rate_limits SET full_at = full_at - 60000000")
        living.clock.now += 60
        began = time.monotonic()
        assert passed(await living.take(ANNA, 60, 40)) == 30
        dead.clock.now += 60
        # Had it only been frozen, the slots that it held would be of no use to it.
        assert passed(await dead.take(ANNA, 60, 10)) <= time.monotonic() - began


async def test_without_the_database_there_is_no_answer(sqlite_url: str) -> None:
    nobody = f"postgresql://arena@127.0.0.1:{free_port()}/arena"
    async with holders(nobody, Clock()) as (one,):
        assert await one.take(ANNA, 60, 3) == [None] * 3
    async with holders(sqlite_url, Clock()) as (one,):
        assert await one.slices.take(ANNA, 60, patience=0) is None
        assert passed(await one.take(ANNA, 60)) == 1


async def test_what_passed_is_forgotten(sqlite_url: str) -> None:
    async with holders(sqlite_url, Clock()) as (one,):
        await one.take(ANNA, 60)
        one.clock.now += 61
        await one.take(BEN, 60)
        assert len(one.slices) == 1
        one.slices.clear()
        assert len(one.slices) == 0


async def test_several_subjects_are_prepared_with_one_question(sqlite_url: str) -> None:
    async with holders(sqlite_url, Clock()) as (one,):
        await one.slices.prepare([(ANNA, 60), (BEN, 60), (BEN, 0)], PATIENCE)
        execute(sqlite_url, "DROP TABLE rate_limits")
        await one.slices.prepare([(ANNA, 60), (BEN, 60)], PATIENCE)
        assert passed(await one.take(ANNA, 60, 7)) == passed(await one.take(BEN, 60, 7)) == 7


async def test_a_limit_too_small_to_prepare_is_asked_for(sqlite_url: str) -> None:
    async with holders(sqlite_url, Clock()) as (one,):
        await one.slices.prepare([(ANNA, 1)], PATIENCE)
        assert passed(await one.take(ANNA, 1, 3)) == 1
