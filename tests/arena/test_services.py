"""The program's parts: open while they are used, closed in the right order."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from pathlib import Path

import pytest

from service.arena.services import open_services
from service.errors import Invalid, Unavailable
from service.settings import Settings
from tests.support.votes.arenas import arena_services, ballots, checked, new_arena, submit

pytestmark = pytest.mark.anyio


async def test_votes_that_wait_when_the_program_ends_are_recorded(database_url: str, tmp_path: Path) -> None:
    async with arena_services(database_url, tmp_path) as services:
        arena = await new_arena(services)
        waiting = [asyncio.create_task(submit(services, arena, [vote])) for vote in ballots(40)]
        await asyncio.sleep(0)
    assert all(task.result().accepted == 1 for task in waiting)
    async with arena_services(database_url, tmp_path) as services:
        assert (await checked(services)).votes == 40


async def test_all_is_closed_even_where_the_program_fails(sqlite_url: str, tmp_path: Path) -> None:
    with suppress(LookupError):
        async with arena_services(sqlite_url, tmp_path) as services:
            arena = await new_arena(services)
            raise LookupError
    with pytest.raises(Unavailable):
        await submit(services, arena, ballots(1))
    with pytest.raises(RuntimeError):
        await services.database.read(lambda _: None)


async def test_the_secret_is_the_same_next_time(sqlite_url: str, tmp_path: Path) -> None:
    secrets = []
    for _ in range(2):
        async with arena_services(sqlite_url, tmp_path / "data") as services:
            secrets.append(services.secret)
    assert secrets[0] == secrets[1]


async def test_a_database_of_another_kind_is_refused(tmp_path: Path) -> None:
    with pytest.raises(Invalid):
        async with open_services(Settings(database_url="mysql://host/name", data_dir=tmp_path)):
            pass
