"""Leases on the fold of arenas' logs: one owner at a time, by the database's clock."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import text

from service.db.engine import WriteSession
from service.db.queries.live import leases as fold_leases
from service.db.queries.live.leases import LeaseRow
from tests.support.votes.arenas import add_arena
from tests.support.votes.folds import made, opened, run_out
from tests.support.votes.ledgers import inside

ANNA, BEN = 1, 2


@pytest.mark.postgresql
def test_one_owner_at_a_time_and_a_new_epoch_with_each(postgres_url: str) -> None:
    def work(session: WriteSession) -> None:
        arena = add_arena(session).id
        for worker in (ANNA, BEN):
            fold_leases.beat(session, worker)
        assert fold_leases.workers(session) == [ANNA, BEN]
        assert fold_leases.leases(session) == [LeaseRow(arena, None, 0, live=False)]
        assert fold_leases.take(session, ANNA, [arena]) == {arena: 1}
        assert fold_leases.take(session, BEN, [arena]) == {}
        fold_leases.release(session, BEN, [arena])
        assert fold_leases.leases(session) == [LeaseRow(arena, ANNA, 1, live=True)]
        fold_leases.release(session, ANNA, [arena])
        assert fold_leases.take(session, BEN, [arena]) == {arena: 2}
        fold_leases.forget(session, BEN)
        assert fold_leases.workers(session) == [ANNA]
        assert fold_leases.take(session, ANNA, []) == {}

    inside(postgres_url, work)


@pytest.mark.postgresql
async def test_a_lease_that_ran_out_is_anybodys(postgres_url: str) -> None:
    async with opened(postgres_url) as database:
        arena = (await made(database))[0].id
        assert await database.write(fold_leases.take, ANNA, [arena]) == {arena: 1}
        await run_out(database)
        assert (await database.read(fold_leases.leases)) == [LeaseRow(arena, ANNA, 1, live=False)]
        assert await database.write(fold_leases.take, BEN, [arena]) == {arena: 2}


@pytest.mark.postgresql
async def test_a_clock_that_is_set_back_keeps_no_dead_owner_alive(postgres_url: str) -> None:
    """What Anna left behind is dated from before; Ben neither waits for her lease nor deals her arenas."""

    def set_back(session: WriteSession) -> None:
        session.execute(text("UPDATE fold_leases SET expires_at = expires_at + 100000000"))
        session.execute(text("UPDATE fold_workers SET seen_at = seen_at + 100000000"))

    async with opened(postgres_url) as database:
        arena = (await made(database))[0].id
        await database.write(fold_leases.beat, ANNA)
        await database.write(fold_leases.take, ANNA, [arena])
        await database.write(set_back)
        assert await database.read(fold_leases.leases) == [LeaseRow(arena, ANNA, 1, live=False)]
        await database.write(fold_leases.beat, BEN)
        assert await database.read(fold_leases.workers) == [BEN]
        assert await database.write(fold_leases.take, BEN, [arena]) == {arena: 2}
        await database.write(set_back)
        await database.write(fold_leases.beat, BEN)
        assert await database.read(fold_leases.leases) == [LeaseRow(arena, BEN, 2, live=True)]


@pytest.mark.postgresql
async def test_a_locked_lease_holds_up_nobody_elses(postgres_url: str) -> None:
    """An import locks its arena's lease for as long as it takes; other leases are renewed meanwhile."""
    locked, done = asyncio.Event(), asyncio.Event()
    async with opened(postgres_url) as database, opened(postgres_url) as other:
        first, second = (arena.id for arena in await made(database, "a", "b"))
        await database.write(fold_leases.take, ANNA, [first, second])
        await run_out(database)
        loop = asyncio.get_running_loop()

        def hold(session: WriteSession) -> None:
            session.execute(text("SELECT 1 FROM fold_leases WHERE arena_id = :a FOR UPDATE"), {"a": first})
            loop.call_soon(locked.set)
            while not done.is_set():
                session.execute(text("SELECT pg_sleep(0.01)"))

        holding = asyncio.create_task(other.write(hold))
        await locked.wait()
        await database.write(fold_leases.beat, ANNA)
        assert [row.live for row in await database.read(fold_leases.leases)] == [False, True]
        done.set()
        await holding
