"""Following an arena: everybody hears the newest state, nobody costs the database anything."""

from __future__ import annotations

import asyncio
import logging
import resource
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from service.arena.boards import events
from service.arena.boards.events import ArenaState, Events, Follower, state_of
from service.arena.boards.refits.computing import prepare
from service.arena.services import Services
from service.domain.votes import Outcome
from service.errors import NotFound, Unavailable
from tests.support.runs.waiting import until
from tests.support.votes.arenas import add_arena, arena_services, ballots, new_arena, submit

pytestmark = pytest.mark.anyio

SOON = 60.0


@asynccontextmanager
async def followed(url: str, folder: Path, most: int = 100) -> AsyncIterator[tuple[Services, Events]]:
    async with arena_services(url, folder) as services:
        made = Events(services.database, most)
        yield services, made
        made.close()


async def news(follower: Follower, state: ArenaState) -> None:
    """Wait until a follower is told of a state."""
    while follower.state != state:
        assert await follower.wait(SOON), f"told of {follower.state}, not of {state}"


async def test_a_refit_is_news_without_a_vote(database_url: str, tmp_path: Path) -> None:
    async with followed(database_url, tmp_path) as (services, made):
        arena = await new_arena(services)
        await submit(services, arena, ballots(30))
        follower = await made.follow("t2i")
        assert (follower.state, follower.state.id) == (ArenaState(1, 30, 30, None), "1")
        async with arena_services(database_url, tmp_path) as other:
            await prepare(other, "t2i")
        await news(follower, ArenaState(1, 30, 30, 30))
        assert follower.state.id == "1-30"


async def test_a_follower_hears_of_every_newest_state(database_url: str, tmp_path: Path) -> None:
    async with followed(database_url, tmp_path) as (services, made):
        arena = await new_arena(services)
        follower = await made.follow("t2i")
        assert follower.state == ArenaState(0, 0, 0, None)
        for seed in (1, 2):
            await submit(services, arena, ballots(10, seed))
            await news(follower, ArenaState(seed, 10 * seed, 10 * seed, None))
        made.leave("t2i", follower)


async def test_another_process_is_heard_too(database_url: str, tmp_path: Path) -> None:
    async with followed(database_url, tmp_path) as (services, made):
        arena = await new_arena(services)
        follower = await made.follow("t2i")
        async with arena_services(database_url, tmp_path) as other:
            await submit(other, arena, ballots(10))
        await news(follower, ArenaState(1, 10, 10, None))


async def test_what_another_arena_does_wakes_nobody(sqlite_url: str, tmp_path: Path) -> None:
    async with followed(sqlite_url, tmp_path) as (services, made):
        arena = await new_arena(services)
        await services.database.write(lambda session: add_arena(session, "other"))
        follower, others = await made.follow("t2i"), await made.follow("other")
        await submit(services, arena, ballots(10))
        await news(follower, ArenaState(1, 10, 10, None))
        assert not await others.wait(0.5)


async def test_a_change_before_one_was_in_the_list_is_not_missed(sqlite_url: str, tmp_path: Path) -> None:
    async with followed(sqlite_url, tmp_path) as (services, made):
        arena = await new_arena(services)
        first = await made.follow("t2i")
        await submit(services, arena, ballots(10))
        await news(first, ArenaState(1, 10, 10, None))
        late = await made.follow("t2i")
        late.state = ArenaState(0, 0, 0, None)  # as if its read had been the earlier one
        await news(late, ArenaState(1, 10, 10, None))


async def test_both_bad_counts_as_the_arena_says(sqlite_url: str, tmp_path: Path) -> None:
    async with followed(sqlite_url, tmp_path) as (services, _):
        arena = await new_arena(services, both_bad="ignore")
        votes = ballots(40)
        await submit(services, arena, votes)
        state = await services.database.read(state_of, "t2i")
        assert state.position == 40
        assert state.votes == sum(vote.outcome != Outcome.BOTH_BAD for vote in votes) < 40


async def test_there_is_no_more_room_than_there_is(sqlite_url: str, tmp_path: Path) -> None:
    async with followed(sqlite_url, tmp_path, most=2) as (services, made):
        await new_arena(services)
        with pytest.raises(NotFound):
            await made.follow("nowhere")
        one, _ = await made.follow("t2i"), await made.follow("t2i")
        with pytest.raises(Unavailable, match="too many"):
            await made.follow("t2i")
        made.leave("t2i", one)
        await made.follow("t2i")


async def test_the_telling_ends_with_the_last_follower(sqlite_url: str, tmp_path: Path) -> None:
    async with followed(sqlite_url, tmp_path) as (services, made):
        await new_arena(services)
        follower = await made.follow("t2i")
        task = made._task
        assert task is not None
        made.leave("t2i", follower)
        await asyncio.wait_for(task, SOON)
        again = await made.follow("t2i")
        assert made._task is not task
        made.leave("t2i", again)


async def test_an_outage_is_outlived(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with followed(sqlite_url, tmp_path) as (services, made):
        arena = await new_arena(services)
        follower = await made.follow("t2i")
        with caplog.at_level(logging.WARNING):
            monkeypatch.setattr(events, "state_of", _away)
            await submit(services, arena, ballots(10))
            await until(lambda: "were not told" in caplog.text)
            monkeypatch.undo()
        assert not await follower.wait(0)
        await submit(services, arena, ballots(10, seed=2))
        await news(follower, ArenaState(2, 20, 20, None))


def _away(*_: object) -> ArenaState:
    raise Unavailable("the database is away")


async def test_a_close_wakes_everybody_and_keeps_the_door_shut(sqlite_url: str, tmp_path: Path) -> None:
    async with followed(sqlite_url, tmp_path) as (services, made):
        await new_arena(services)
        followers = [await made.follow("t2i") for _ in range(3)]
        waiting = [asyncio.create_task(follower.wait(60)) for follower in followers]
        await asyncio.sleep(0)
        made.close()
        assert await asyncio.gather(*waiting) == [True] * 3
        with pytest.raises(Unavailable):
            await made.follow("t2i")


def test_half_of_the_files_are_left_for_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    for soft, most in ((1024, 512), (1_000_000, 10_000), (-1, 10_000)):
        monkeypatch.setattr(resource, "getrlimit", lambda _, soft=soft: (soft, soft))
        assert events._most_followers() == most
