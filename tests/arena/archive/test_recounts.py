"""Recounts by several workers: stored, compared and refused as those of one process, with votes coming in."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from service.arena.archive import recounts, sealing
from service.arena.archive.steps import Step, StepResult
from service.arena.recording import recount as one_process
from service.arena.services import Services
from service.domain.arenas import Arena
from service.domain.axes import PromptCategory
from service.errors import Conflict, Invalid, NotFound
from tests.support.db.databases import execute
from tests.support.votes.archives import DAYS, logged
from tests.support.votes.arenas import DAY, add_arena, checked, submit
from tests.support.votes.fold_workers import OwnThread
from tests.support.votes.ledgers import State, reread, state, vote

pytestmark = pytest.mark.anyio


async def stored(services: Services, arena: Arena) -> State:
    return await services.database.write(state, arena.id)


async def differences(services: Services) -> list[int]:
    return [check.differences for check in await recounts.check(services, OwnThread(2), None)]


async def void(services: Services, arena: Arena, *positions: int) -> None:
    await services.database.write(lambda s: one_process.void(s, reread(s, arena.id), positions, "a bot"))


HARMS = [
    "UPDATE ratings SET mu = mu + 1e-14 WHERE axis_id = 1 AND model_id = 1",
    "UPDATE rating_history SET wins = wins + 1 WHERE axis_id = 1 AND model_id = 1 AND day = 20001",
    "UPDATE checkpoints SET position = position + 1 WHERE day = 20002",
    "UPDATE arenas SET day = day + 1",
]


@pytest.mark.slow
async def test_a_harm_is_found_and_mended(database_url: str, tmp_path: Path) -> None:
    async with logged(database_url, tmp_path) as (services, arena):
        await sealing.seal(services)
        sound = await stored(services, arena)
        assert await differences(services) == [0]
        for harm in HARMS:
            execute(database_url, harm)
            assert await differences(services) == [1], harm
            (after,) = await recounts.recount(services, OwnThread(3), "t2i", {})
            assert after.last_position == 90
            assert await stored(services, arena) == sound, harm
        assert await differences(services) == [0]


async def test_a_gap_in_the_log_is_found(database_url: str, tmp_path: Path) -> None:
    async with logged(database_url, tmp_path) as (services, _):
        await sealing.seal(services)
        execute(database_url, "DELETE FROM votes WHERE position = 40")
        assert await differences(services) == [1]


async def test_other_parameters_come_to_what_one_process_comes_to(database_url: str, tmp_path: Path) -> None:
    async with logged(database_url, tmp_path) as (services, arena):
        await sealing.seal(services)
        await void(services, arena, 5, 50)
        parameters = {"tau": 0.3, "both_bad": "ignore"}
        (after,) = await recounts.recount(services, OwnThread(2), "t2i", parameters)
        assert {name: getattr(after, name) for name in parameters} == parameters
        found = await stored(services, arena)
        assert (await checked(services)).differences == 0
        await services.database.write(lambda s: one_process.recount(s, reread(s, arena.id)))
        assert await stored(services, arena) == found


async def test_parameters_and_arenas_that_cannot_be(sqlite_url: str, tmp_path: Path) -> None:
    async with logged(sqlite_url, tmp_path) as (services, _):
        with pytest.raises(Invalid, match="draw_probability"):
            await recounts.recount(services, OwnThread(2), "t2i", {"draw_probability": 0.0})
        with pytest.raises(NotFound):
            await recounts.check(services, OwnThread(2), "nope")
        assert await differences(services) == [0]


class Interrupted(OwnThread):
    """Workers during whose first step something happens."""

    def __init__(self, event: Callable[[], Awaitable[object]]) -> None:
        super().__init__(2)
        self._event = event

    async def fold(self, step: Step) -> StepResult:
        result = await super().fold(step)
        if len(self.steps) == 1:
            await self._event()
        return result


def newcomers() -> list[PromptCategory]:
    """Return a category that the log has, and one with axes that it does not have yet."""
    return [PromptCategory(("people",), "en"), PromptCategory(("vehicles",), "fr")]


@pytest.mark.parametrize("check", [False, True])
async def test_votes_that_come_meanwhile_are_folded_too(
    database_url: str, tmp_path: Path, check: bool
) -> None:
    async with logged(database_url, tmp_path) as (services, arena):
        await sealing.seal(services)
        votes = [vote(1, 2, day=DAYS + i % 2, stratum=c) for i, c in enumerate(newcomers() * 2)]
        workers = Interrupted(lambda: submit(services, arena, votes))
        if check:
            (found,) = await recounts.check(services, workers, None)
            assert (found.votes, found.differences) == (94, 0)
        else:
            (after,) = await recounts.recount(services, workers, None, {})
            assert (after.last_position, after.day) == (94, DAY + DAYS + 1)
        assert (await checked(services)).differences == 0


@pytest.mark.parametrize("position", [1, 90])
async def test_a_void_meanwhile_stops_the_recount(database_url: str, tmp_path: Path, position: int) -> None:
    async with logged(database_url, tmp_path) as (services, arena):
        workers = Interrupted(lambda: void(services, arena, position))
        with pytest.raises(Conflict, match="voided during the recount"):
            await recounts.recount(services, workers, None, {})
        assert (await checked(services)).differences == 0
        assert await differences(services) == [0]


async def test_a_void_of_a_vote_that_came_meanwhile_does_not(sqlite_url: str, tmp_path: Path) -> None:
    async with logged(sqlite_url, tmp_path) as (services, arena):

        async def come_and_go() -> None:
            await submit(services, arena, [vote(day=DAYS), vote(day=DAYS)])
            await void(services, arena, 91)

        await recounts.recount(services, Interrupted(come_and_go), None, {})
        assert (await checked(services)).differences == 0


async def test_new_parameters_meanwhile_stop_the_check(sqlite_url: str, tmp_path: Path) -> None:
    async with logged(sqlite_url, tmp_path) as (services, _):
        workers = Interrupted(lambda: recounts.recount(services, OwnThread(1), "t2i", {"tau": 0.2}))
        with pytest.raises(Conflict, match="parameters of t2i were changed"):
            await recounts.check(services, workers, None)


async def test_several_arenas(sqlite_url: str, tmp_path: Path) -> None:
    async with logged(sqlite_url, tmp_path) as (services, _):
        await services.database.write(lambda session: add_arena(session, "other"))
        found = await recounts.recount(services, OwnThread(2), None, {})
        assert [(arena.slug, arena.last_position) for arena in found] == [("other", 0), ("t2i", 90)]
