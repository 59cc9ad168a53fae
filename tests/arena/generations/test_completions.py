"""Waiting for generations: told at once, found out by asking, or over with the time."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from service.arena.generations import completions as completions_module
from service.db.queries import generations
from service.domain import clock
from service.domain.generations import GenerationState
from tests.support.images.generations import studio
from tests.support.runs.waiting import CEILING_SECONDS

pytestmark = pytest.mark.anyio


async def test_what_this_process_ends_is_told_at_once(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(completions_module, "POLL_SECONDS", 1_000)  # nobody finds it out by asking
    async with studio(sqlite_url, tmp_path) as here:
        completions = here.services.generations.completions
        numbers = [(await here.ask()).number for _ in range(2)]
        waits = [asyncio.create_task(completions.wait(number, 1_000)) for number in numbers * 500]
        await asyncio.sleep(0)
        assert completions.waiting == 1_000
        for number in numbers:
            completions.ended(number)
        await asyncio.wait_for(asyncio.gather(*waits), CEILING_SECONDS)
        assert completions.waiting == 0
        completions.ended(numbers[0])  # nobody waits any more


async def test_what_another_process_ends_is_found_out(database_url: str, tmp_path: Path) -> None:
    async with studio(database_url, tmp_path) as here:
        made = [await here.ask() for _ in range(2)]
        both = asyncio.create_task(
            here.services.generations.completions.wait_all([one.number for one in made], 1_000)
        )
        for one in made:
            assert not both.done()
            ended = {"finished_at": clock.now()}
            # As another process would: nobody tells this one.
            await here.services.database.write(generations.move, one.number, GenerationState.CANCELLED, ended)
        await asyncio.wait_for(both, CEILING_SECONDS)
        assert here.services.generations.completions.waiting == 0


async def test_the_time_is_over_and_callers_go_away(sqlite_url: str, tmp_path: Path) -> None:
    async with studio(sqlite_url, tmp_path) as here:
        completions = here.services.generations.completions
        one = await here.ask()
        await completions.wait(one.number, 0.01)
        gone = asyncio.create_task(completions.wait(one.number, 20))
        await asyncio.sleep(0.01)
        gone.cancel()
        await asyncio.gather(gone, return_exceptions=True)
        assert completions.waiting == 0


async def test_nobody_waits_when_the_process_is_to_stop(sqlite_url: str, tmp_path: Path) -> None:
    async with studio(sqlite_url, tmp_path) as here:
        completions = here.services.generations.completions
        one = await here.ask()
        waiting = asyncio.create_task(completions.wait(one.number, 1_000))
        await asyncio.sleep(0)
        completions.let_go()
        await asyncio.wait_for(waiting, CEILING_SECONDS)
        await asyncio.wait_for(completions.wait(one.number, 1_000), CEILING_SECONDS)
