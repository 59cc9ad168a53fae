"""The owner's fold: behind the log, never past its lease, never over what somebody else changed."""

from __future__ import annotations

import asyncio

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from service.arena.recording import live_fold, recount
from service.arena.recording.backlog import FoldedLog, fold_log, locked_arenas
from service.arena.recording.folding import params_of
from service.arena.recording.id_cache import IdCache
from service.arena.recording.live_fold import (
    KeptState,
    Lease,
    LeaseLostError,
    OutdatedError,
    fold_next,
    keep_leases,
    leave,
)
from service.db.engine import Database, ReadSession, WriteSession
from service.db.queries import arenas
from service.db.queries.live import leases as fold_leases
from service.domain.arenas import Arena
from service.rating.rating_state import RatingState
from tests.support.arenas import add_arena, add_models, ballots
from tests.support.folds import append, lease_of, log_of, made, opened, run_out

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
        lease, kept, positions = await lease_of(database, ANNA, arena), None, []
        while part := await database.write(fold_next, lease, IdCache(), kept):
            kept = part.kept
            positions.append(part.position)
        assert positions == [16, 32, 48, 50]
        assert (await log_of(database, arena)).arena.revision == len(positions)
        assert await differences(database, arena) == 0


async def test_a_long_backlog_is_folded_at_once(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live_fold, "VOTES_AT_ONCE", 4)
    monkeypatch.setattr(live_fold, "_LONG", 40)
    async with opened(postgres_url) as database:
        [arena] = await made(database)
        await append(database, arena, ballots(50, days=3))
        part = await database.write(fold_next, await lease_of(database, ANNA, arena), IdCache(), None)
        assert part is not None
        assert part.position == 50
        assert await differences(database, arena) == 0


async def test_an_owner_that_was_paused_past_its_lease_stores_nothing(postgres_url: str) -> None:
    async with opened(postgres_url) as database:
        [arena] = await made(database)
        await append(database, arena, ballots(20))
        old = await lease_of(database, ANNA, arena)
        await run_out(database)
        new = await lease_of(database, BEN, arena)
        assert new.epoch == old.epoch + 1
        with pytest.raises(LeaseLostError):
            await database.write(fold_next, old, IdCache(), None)
        assert (await log_of(database, arena)).arena == arena
        part = await database.write(fold_next, new, IdCache(), None)
        assert part is not None
        assert part.position == 20
        assert await differences(database, arena) == 0


async def test_of_two_owners_by_force_one_commits(postgres_url: str) -> None:
    async with opened(postgres_url) as database:
        [arena] = await made(database)
        await append(database, arena, ballots(20))
        lease = await lease_of(database, ANNA, arena)
        with pytest.raises(LeaseLostError):
            await database.write(fold_next, lease._replace(worker=BEN), IdCache(), None)
        await database.write(fold_next, lease, IdCache(), None)
        assert await differences(database, arena) == 0


async def test_what_a_void_changed_meanwhile_is_not_folded_over(postgres_url: str) -> None:
    """The fold has read the log and the ratings; then a void commits; then the fold wants to store."""

    def folded(session: ReadSession) -> FoldedLog:
        log = arenas.log_of(session, arena.id)
        assert log is not None
        return fold_log(session, IdCache(), log.arena, state, log.end)

    def store(session: WriteSession) -> None:
        live_fold._store(session, lease, before, part, state)

    async with opened(postgres_url) as database:
        [arena] = await made(database)
        await append(database, arena, ballots(20))
        lease = await lease_of(database, ANNA, arena)
        before = await log_of(database, arena)
        state = RatingState(params_of(arena))
        part = await database.read(folded)
        await database.write(
            lambda session: recount.void(
                session, locked_arenas(session, [arena.id])[arena.id], [5], "a reason"
            )
        )
        with pytest.raises(OutdatedError):
            await database.write(store)
        assert await differences(database, arena) == 0
        # What it kept is at another revision, so the next fold does not use it.
        await append(database, arena, ballots(20, seed=2))
        await database.write(fold_next, lease, IdCache(), KeptState(before.arena.revision, state))
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


STEPS = st.lists(
    st.tuples(st.sampled_from(["append", "fold", "look", "run out", "void"]), st.integers(0, 2)),
    min_size=5,
    max_size=25,
)


@given(STEPS)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture], database=None
)
def test_whatever_workers_do_no_vote_is_lost_or_doubled(
    postgres_url: str, steps: list[tuple[str, int]]
) -> None:
    """Workers append, fold with the last lease they knew of, look for leases and are forgotten, in any order.

    This is the model of the protocol: a lease that is not the newest never stores anything, and what is
    stored is the fold of the log.
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


class _World:
    """An arena, three workers, and what each remembers of its lease and its ratings."""

    def __init__(self, database: Database, arena: Arena) -> None:
        self.database = database
        self.arena = arena
        self.appended = 0
        self.leases: dict[int, Lease] = {}
        self.kept: dict[int, KeptState | None] = {}

    async def take(self, step: str, worker: int) -> None:
        if step == "append":
            self.appended += 1 + worker
            await append(self.database, self.arena, ballots(1 + worker, seed=self.appended))
        elif step == "look":
            held = (await self.database.write(keep_leases, worker, ())).held
            if self.arena.id in held:
                self.leases[worker] = held[self.arena.id]
        elif step == "run out":
            await run_out(self.database)
        elif step == "void" and self.appended:
            await self.database.write(self._void)
        elif step == "fold" and worker in self.leases:
            await self._fold(worker)

    def _void(self, session: WriteSession) -> None:
        arena = locked_arenas(session, [self.arena.id])[self.arena.id]
        recount.void(session, arena, [self.appended], "a reason")

    async def _fold(self, worker: int) -> None:
        try:
            part = await self.database.write(
                fold_next, self.leases[worker], IdCache(), self.kept.pop(worker, None)
            )
        except LeaseLostError:
            lost = self.leases.pop(worker)
            assert lost.epoch < await self.database.read(self._epoch)
        else:
            self.kept[worker] = part.kept if part else None

    def _epoch(self, session: ReadSession) -> int:
        return next(row.epoch for row in fold_leases.leases(session) if row.arena_id == self.arena.id)

    async def finish(self) -> None:
        await self.database.write(locked_arenas, [self.arena.id])
