"""The folds of a process: who waits for them, who takes over, and what is said when they take too long."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Collection
from pathlib import Path

import pytest
from sqlalchemy import text

from service.arena.catalog import arenas
from service.arena.recording import folds
from service.arena.recording.live_fold import Leases, keep_leases
from service.arena.recording.recount import Check
from service.arena.services import Services
from service.arena.voting import matchups
from service.db import listener
from service.db.engine import WriteSession
from service.db.queries.live.leases import LEASE_MICROSECONDS
from service.domain import clock
from service.domain.arenas import Arena
from service.domain.axes import PromptCategory
from service.errors import Conflict, Unavailable
from tests.support.runs.waiting import until
from tests.support.votes.arenas import add_arena, arena_services, ballots, checked, new_arena, submit
from tests.support.votes.folds import append, dealt_folds, folds_of, log_of
from tests.support.votes.voting import ANNA, pictured

pytestmark = [pytest.mark.anyio, pytest.mark.postgresql]


async def folded(services: Services, arena: Arena, position: int) -> None:
    """Wait until an arena's ratings include the vote at a position."""
    async with asyncio.timeout(60):
        while (await log_of(services.database, arena)).arena.last_position < position:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_what_others_left_behind_is_folded_by_the_next_to_start(
    postgres_url: str, tmp_path: Path
) -> None:
    async with arena_services(postgres_url, tmp_path) as services:
        arena = await new_arena(services)
        await append(services.database, arena, ballots(30))
        services.recorder.join_workers()
        await folded(services, arena, 30)
        assert (await checked(services)).differences == 0


async def test_an_arena_can_have_its_votes_answered_once_they_are_stored(
    postgres_url: str, tmp_path: Path
) -> None:
    async with arena_services(postgres_url, tmp_path) as services:
        arena = await pictured(services)
        await services.database.write(arenas.change, "t2i", {"acknowledge": "stored"})
        dealt = await matchups.assign(services, ANNA, "t2i")
        reveal = await matchups.vote(services, ANNA, dealt.id, "left")
        receipt = await submit(services, arena, ballots(5))
        assert (reveal.rated, reveal.left.before, reveal.right.after) == (False, None, None)
        assert (receipt.accepted, receipt.rated) == (5, False)
        assert receipt.last_position is not None
        services.recorder.join_workers()
        await folded(services, arena, receipt.last_position)
        again = await matchups.vote(services, ANNA, dealt.id, "left")
        assert (again.rated, again.created) == (True, False)
        assert again.left.after is not None
        assert again.left.before != again.left.after


async def test_a_vote_that_is_not_rated_in_time_is_said_to_be_stored(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folds, "RATED_SECONDS", 0.05)
    monkeypatch.setattr(folds.Folds, "start", lambda _: None)  # nobody folds here
    async with arena_services(postgres_url, tmp_path) as services:
        arena = await new_arena(services)
        receipt = await submit(services, arena, ballots(2))
        assert (receipt.accepted, receipt.rated) == (2, False)


async def test_a_worker_that_stops_is_followed_at_once(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other one is told, and does not wait until it looks for leases again."""
    async with (
        arena_services(postgres_url, tmp_path) as one,
        arena_services(postgres_url, tmp_path) as two,
    ):
        arena = await new_arena(one)
        stops, stays = await dealt_folds(arena, one, two)
        monkeypatch.setattr(folds, "LEASES_SECONDS", 1_000)
        monkeypatch.setattr(listener, "SILENCE_SECONDS", 1_000)
        await asyncio.sleep(0.6)  # a fold that waits to look begins to wait for that long
        await stops.close()
        await until(lambda: stays.owns(arena.id), "the lease")
        receipt = await submit(one if stays is folds_of(one) else two, arena, ballots(3))
        assert receipt.rated


async def test_owners_by_force_lose_and_double_nothing(postgres_url: str, tmp_path: Path) -> None:
    """Again and again, somebody makes the other process the owner, with the same epoch or the next."""
    async with (
        arena_services(postgres_url, tmp_path) as one,
        arena_services(postgres_url, tmp_path) as two,
    ):
        arena = await new_arena(one)
        both = [folds_of(each)._worker for each in (one, two)]
        random_ = random.Random(3)
        jobs = [submit((one, two)[i % 2], arena, ballots(3, seed=i)) for i in range(40)]
        for job in range(0, len(jobs), 8):
            submitted = asyncio.gather(*jobs[job : job + 8])
            for _ in range(5):
                await asyncio.sleep(random_.uniform(0, 0.02))
                await one.database.write(_make_owner, arena.id, random_.choice(both), random_.randint(0, 1))
            assert {receipt.rated for receipt in await submitted} == {True}
        assert await checked(one) == Check(arena.slug, 120, 0)


async def test_an_arena_whose_release_fails_is_released_later(
    postgres_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Otherwise its owner would renew the lease for ever and fold nothing."""
    failed: list[int] = []

    def fail_once(session: WriteSession, worker: int, released: Collection[int]) -> Leases:
        if released and not failed:
            failed.append(worker)
            raise Unavailable("the connection to the database was lost")
        return keep_leases(session, worker, released)

    monkeypatch.setattr(folds, "keep_leases", fail_once)
    async with (
        arena_services(postgres_url, tmp_path) as one,
        arena_services(postgres_url, tmp_path) as two,
    ):
        arena = await new_arena(one)
        late, early = sorted((folds_of(one), folds_of(two)), key=lambda each: each._worker)
        early.start()
        await until(lambda: early.owns(arena.id), "the lease")
        late.start()
        await until(lambda: late.owns(arena.id), "the share of the one that came late")
        assert failed == [early._worker]


def _make_owner(session: WriteSession, arena_id: int, worker: int, epochs: int) -> None:
    statement = "UPDATE fold_leases SET owner = :worker, epoch = epoch + :epochs WHERE arena_id = :arena"
    session.execute(text(statement), {"worker": worker, "epochs": epochs, "arena": arena_id})


def test_a_worker_that_dies_is_followed_within_three_seconds() -> None:
    lease = LEASE_MICROSECONDS / clock.SECOND
    assert lease + folds.LEASES_SECONDS + folds.ANNOUNCE_SECONDS < 3
    assert lease / 4 >= folds.LEASES_SECONDS  # it may miss two of its turns


async def test_a_matchup_that_another_process_has_closed(postgres_url: str, tmp_path: Path) -> None:
    """Both read the matchup as open; the second to append finds out, and tries again on its own."""
    async with arena_services(postgres_url, tmp_path) as one, arena_services(postgres_url, tmp_path) as two:
        await pictured(one)
        dealt = await matchups.assign(one, ANNA, "t2i")
        both = [matchups.vote(services, ANNA, dealt.id, "left") for services in (one, two, one, two)]
        reveals = await asyncio.gather(*both)
        assert len({reveal.position for reveal in reveals}) == 1
        assert sorted(reveal.created for reveal in reveals) == [False, False, False, True]
        with pytest.raises(Conflict):
            await matchups.vote(two, ANNA, dealt.id, "right")
        assert (await checked(one)).differences == 0


async def test_new_themes_and_prompts_everywhere_at_once(postgres_url: str, tmp_path: Path) -> None:
    """Themes belong to all arenas; transactions that add the same ones in other orders must not lock up."""
    themes = [f"theme-{i}" for i in range(12)]
    random_ = random.Random(5)
    async with arena_services(postgres_url, tmp_path) as one, arena_services(postgres_url, tmp_path) as two:
        first = await new_arena(one, "a0")
        others = await one.database.write(lambda session: [add_arena(session, f"a{i}") for i in range(1, 4)])
        every = [first, *others]
        jobs = []
        for number, ballot in enumerate(ballots(120)):
            category = PromptCategory.of(random_.sample(themes, 2), random_.choice(("en", "de", "fr")))
            new = ballot._replace(category=category, prompt=f"prompt {random_.randrange(40)}")
            jobs.append(submit((one, two)[number % 2], every[number // 2 % 4], [new]))
        receipts = await asyncio.gather(*jobs)
        assert [receipt.accepted for receipt in receipts] == [1] * len(receipts)
        for arena in every:
            assert (await checked(one, arena.slug)).differences == 0
