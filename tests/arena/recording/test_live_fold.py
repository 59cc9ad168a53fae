"""The owner's fold: behind the log, never past its lease, never over what somebody else changed."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.arena.recording import live_fold, recount
from service.arena.recording.backlog import FoldedLog, locked_arenas
from service.arena.recording.live_fold import (
    Lease,
    LeaseLostError,
    OutdatedError,
    Rated,
    Storable,
    begin,
    keep_leases,
    leave,
    storable,
)
from service.db.engine import Database, ReadSession, WriteSession
from service.db.queries import arenas
from service.db.queries.live import leases as fold_leases
from service.domain.arenas import Arena
from tests.support.votes.arenas import add_arena, add_models, ballots
from tests.support.votes.folds import append, fold_next, lease_of, log_of, made, opened, rate, run_out, send

pytestmark = pytest.mark.postgresql
ANNA, BEN = 11, 12


async def differences(database: Database, arena: Arena) -> int:
    """Return what a recount finds in an arena without a backlog."""

    def work(session: ReadSession) -> int:
        log = arenas.log_of(session, arena.id)
        assert log is not None
        assert log.arena.last_position == log.end
        return recount.check(session, log.arena).differences

    return await database.read(work)


async def test_part_by_part_with_the_ratings_it_kept(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_fold, "VOTES_AT_ONCE", 16)
    async with opened(postgres_url) as database:
        [arena] = await made(database)
        await append(database, arena, ballots(50, days=3))
        lease, rated, positions = await lease_of(database, ANNA, arena), None, []
        while found := await fold_next(database, lease, rated):
            part, rated = found
            positions.append(part.arena.last_position)
        assert positions == [16, 32, 48, 50]
        assert (await log_of(database, arena)).arena.revision == len(positions)
        assert await differences(database, arena) == 0


async def test_parts_that_were_rated_ahead_are_stored_as_one(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_fold, "VOTES_AT_ONCE", 16)
    async with opened(postgres_url) as database:
        [arena] = await made(database)
        await append(database, arena, ballots(50, days=3))
        lease = await lease_of(database, ANNA, arena)
        rated = await database.read_apart(begin, arena.id)
        parts: list[FoldedLog] = []
        while rated and (found := await rate(database, rated, ahead=bool(parts))):
            part, rated = found
            parts.append(part)
        first, second, third, fourth = parts
        await send(database, lease, storable(first, 1))
        later = storable(second.followed_by(third).followed_by(fourth), 2)
        await send(database, lease, later)
        assert (await log_of(database, arena)).arena == later.arena
        assert (later.arena.revision, later.arena.last_position) == (2, 50)
        assert await differences(database, arena) == 0


async def test_a_long_backlog_of_many_ratings_is_folded_at_once_after_a_new_beginning(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_fold, "_FEW_RATINGS", -1)
    monkeypatch.setattr(live_fold, "VOTES_AT_ONCE", 4)
    monkeypatch.setattr(live_fold, "_LONG", 40)
    async with opened(postgres_url) as database:
        [arena] = await made(database)
        lease = await lease_of(database, ANNA, arena)
        await append(database, arena, ballots(4))
        found = await fold_next(database, lease)
        assert found is not None
        await append(database, arena, ballots(50, days=3))
        found = await fold_next(database, lease, found[1])
        assert found is not None
        part, rated = found
        assert (part.arena.last_position, rated.should_begin_again) == (8, True)
        found = await fold_next(database, lease)
        assert found is not None
        part, rated = found
        assert (part.arena.last_position, rated.should_begin_again) == (54, False)
        assert await differences(database, arena) == 0


async def test_few_ratings_are_all_read_before_the_first_vote(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_fold, "VOTES_AT_ONCE", 4)
    monkeypatch.setattr(live_fold, "_LONG", 40)
    async with opened(postgres_url) as database:
        [arena] = await made(database)
        lease = await lease_of(database, ANNA, arena)
        await append(database, arena, ballots(4))
        assert await fold_next(database, lease) is not None
        rated = await database.read_apart(begin, arena.id)
        assert rated is not None
        assert (rated.state.complete, len(rated.state) > 0) == (True, True)
        await append(database, arena, ballots(50, days=3))
        found = await fold_next(database, lease, rated._replace(end=54))
        assert found is not None
        part, rated = found
        assert (part.arena.last_position, rated.should_begin_again) == (54, False)
        assert await differences(database, arena) == 0


async def test_an_arena_that_does_not_exist_has_nothing_to_fold(postgres_url: str) -> None:
    async with opened(postgres_url) as database:
        assert await database.read_apart(begin, 1) is None


async def test_an_owner_that_was_paused_past_its_lease_stores_nothing(postgres_url: str) -> None:
    async with opened(postgres_url) as database:
        [arena] = await made(database)
        await append(database, arena, ballots(20))
        old = await lease_of(database, ANNA, arena)
        await run_out(database)
        new = await lease_of(database, BEN, arena)
        assert new.epoch == old.epoch + 1
        with pytest.raises(LeaseLostError):
            await fold_next(database, old)
        assert (await log_of(database, arena)).arena == arena
        found = await fold_next(database, new)
        assert found is not None
        assert found[0].arena.last_position == 20
        assert await differences(database, arena) == 0


async def test_of_two_owners_by_force_one_commits(postgres_url: str) -> None:
    async with opened(postgres_url) as database:
        [arena] = await made(database)
        await append(database, arena, ballots(20))
        lease = await lease_of(database, ANNA, arena)
        with pytest.raises(LeaseLostError):
            await fold_next(database, lease._replace(worker=BEN))
        await fold_next(database, lease)
        assert await differences(database, arena) == 0


async def test_what_a_void_changed_meanwhile_is_not_folded_over(postgres_url: str) -> None:
    """The fold has read the log and the ratings; then a void commits; then the fold wants to store."""
    async with opened(postgres_url) as database:
        [arena] = await made(database)
        await append(database, arena, ballots(20))
        lease = await lease_of(database, ANNA, arena)
        before = await database.read_apart(begin, arena.id)
        assert before is not None
        found = await rate(database, before)
        assert found is not None
        await database.write(
            lambda session: recount.void(
                session, locked_arenas(session, [arena.id])[arena.id], [5], "a reason"
            )
        )
        with pytest.raises(OutdatedError):
            await send(database, lease, storable(found[0], 1))
        assert await differences(database, arena) == 0
        # What was rated before is of another revision, so what follows it is not stored either.
        await append(database, arena, ballots(20, seed=2))
        with pytest.raises(OutdatedError):
            await fold_next(database, lease, found[1])
        await fold_next(database, lease)
        assert await differences(database, arena) == 0


async def test_arenas_are_dealt_out_and_handed_over(postgres_url: str) -> None:
    async with opened(postgres_url) as database:
        every = {arena.id for arena in await made(database, "a", "b", "c", "d", "e")}
        alone = await database.write(keep_leases, ANNA, ())
        assert (set(alone.held), alone.surplus, alone.others) == (every, frozenset(), frozenset())
        late = await database.write(keep_leases, BEN, ())
        assert late.others == every
        assert not late.held
        surplus = (await database.write(keep_leases, ANNA, ())).surplus
        assert len(surplus) == 2
        kept = await database.write(keep_leases, ANNA, surplus)
        given = await database.write(keep_leases, BEN, ())
        assert set(kept.held) == every - surplus == given.others
        assert set(given.held) == surplus
        await database.write(leave, ANNA, kept.held)
        assert set((await database.write(keep_leases, BEN, ())).held) == every


async def test_a_worker_that_was_stopped_since_it_was_seen_keeps_its_leases(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with opened(postgres_url) as database:
        every = {arena.id for arena in await made(database, "a", "b")}
        monkeypatch.setattr(fold_leases, "workers", lambda _: [])
        alone = await database.write(keep_leases, ANNA, ())
        assert (set(alone.held), alone.surplus) == (every, frozenset())


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["append", "rate", "send", "store", "look", "run out", "void"]), st.integers(0, 2)
    ),
    min_size=5,
    max_size=30,
)


@given(STEPS)
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)
def test_whatever_workers_do_no_vote_is_lost_or_doubled(
    postgres_url: str, steps: list[tuple[str, int]]
) -> None:
    """Workers append, rate with the last lease they knew of, look for leases and are forgotten, in any order.

    Between the moment when a part is sent to be stored and the one when the database does so, anything may
    happen, and more may be rated. This is the model of the protocol: a lease that is not the newest never
    stores anything, and what is stored is the fold of the log.
    """
    asyncio.run(_run(postgres_url, steps))


async def _run(url: str, steps: list[tuple[str, int]]) -> None:
    async with opened(url) as database:
        arena = await _fresh(database)
        world = _World(database, arena)
        for step, worker in steps:
            await world.take(step, worker)
        await world.finish()
        assert await differences(database, arena) == 0
        assert (await log_of(database, arena)).end == world.appended


async def _fresh(database: Database) -> Arena:
    def work(session: WriteSession) -> Arena:
        known = arenas.every(session)
        if not known:
            add_models(session)
        return add_arena(session, f"a{len(known)}")

    return await database.write(work)


@dataclass
class _Worker:
    """What a worker remembers: its lease, its ratings, and what of them is rated, or sent to be stored."""

    lease: Lease
    revision: int = 0
    rated: Rated | None = None
    part: FoldedLog | None = None
    sent: Storable | None = None

    def forget(self) -> None:
        self.rated = self.part = self.sent = None


class _World:
    """An arena and three workers."""

    def __init__(self, database: Database, arena: Arena) -> None:
        self.database = database
        self.arena = arena
        self.appended = 0
        self.workers: dict[int, _Worker] = {}

    async def take(self, step: str, number: int) -> None:
        worker = self.workers.get(number)
        if step == "append":
            self.appended += 1 + number
            await append(self.database, self.arena, ballots(1 + number, seed=self.appended))
        elif step == "look":
            held = (await self.database.write(keep_leases, number, ())).held.get(self.arena.id)
            if held and (worker is None or worker.lease != held):
                self.workers[number] = _Worker(held)
        elif step == "run out":
            await run_out(self.database)
        elif step == "void" and self.appended:
            await self.database.write(self._void)
        elif worker is not None and step == "rate":
            await self._rate(worker)
        elif worker is not None and step == "send":
            self._send(worker)
        elif worker is not None and step == "store":
            await self._store(number, worker)

    def _void(self, session: WriteSession) -> None:
        arena = locked_arenas(session, [self.arena.id])[self.arena.id]
        recount.void(session, arena, [self.appended], "a reason")

    async def _rate(self, worker: _Worker) -> None:
        if worker.rated is None:
            worker.rated = await self.database.read_apart(begin, self.arena.id)
            assert worker.rated is not None
            worker.revision = worker.rated.arena.revision
        ahead = worker.part is not None or worker.sent is not None
        found = await rate(self.database, worker.rated, ahead=ahead)
        if found is not None:
            part, worker.rated = found
            worker.part = worker.part.followed_by(part) if worker.part else part

    def _send(self, worker: _Worker) -> None:
        if worker.part is not None and worker.sent is None:
            worker.revision += 1
            worker.sent, worker.part = storable(worker.part, worker.revision), None

    async def _store(self, number: int, worker: _Worker) -> None:
        if worker.sent is None:
            return
        try:
            await send(self.database, worker.lease, worker.sent)
        except LeaseLostError:
            assert worker.lease.epoch < await self.database.read(self._epoch)
            del self.workers[number]
        except OutdatedError:
            worker.forget()
        else:
            worker.sent = None

    def _epoch(self, session: ReadSession) -> int:
        return next(row.epoch for row in fold_leases.leases(session) if row.arena_id == self.arena.id)

    async def finish(self) -> None:
        await self.database.write(locked_arenas, [self.arena.id])
