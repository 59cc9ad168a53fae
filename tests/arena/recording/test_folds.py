"""The folds of a process: who waits for them, who takes over, and what is said when they take too long."""

from __future__ import annotations

import asyncio
import random
from pathlib import Path

import pytest

from service.arena.catalog import arenas
from service.arena.recording import folds
from service.arena.services import Services
from service.arena.voting import matchups
from service.domain.arenas import Arena
from service.domain.axes import PromptCategory
from service.errors import Conflict
from tests.support.arenas import add_arena, arena_services, ballots, checked, new_arena, submit
from tests.support.folds import append, log_of
from tests.support.voting import ANNA, pictured
from tests.support.waiting import until

pytestmark = [pytest.mark.anyio, pytest.mark.postgresql]


async def folded(services: Services, arena: Arena, position: int) -> None:
    """Wait until an arena's ratings include the vote at a position."""
    async with asyncio.timeout(60):
        while (await log_of(services.database, arena)).arena.last_position < position:  # noqa: ASYNC110
            await asyncio.sleep(0.01)


async def test_what_others_left_behind_is_folded_by_whoever_starts(postgres_url: str, tmp_path: Path) -> None:
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


async def test_a_worker_that_stops_is_followed_at_once(postgres_url: str, tmp_path: Path) -> None:
    async with arena_services(postgres_url, tmp_path) as one:
        arena = await new_arena(one)
        assert (await submit(one, arena, ballots(3))).rated
        async with arena_services(postgres_url, tmp_path) as two:
            assert (await submit(two, arena, ballots(3))).rated
            await one.recorder.close()
            assert (await submit(two, arena, ballots(3))).rated
            assert two.recorder.folds is not None
            ours = two.recorder.folds
            await until(lambda: arena.id in ours._folding, "the lease")
        assert (await checked(one)).differences == 0


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
