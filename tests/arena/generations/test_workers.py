"""Workers: so many at a time, their leases, and what they leave when they end."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path

import pytest

from service.arena.generations import generations
from service.arena.generations.workers import working
from service.db.queries import generations as rows
from service.domain.generations import GenerationState
from tests.support.images.generations import studio
from tests.support.runs.waiting import CEILING_SECONDS

pytestmark = pytest.mark.anyio

# Long enough that a worker on a busy machine comes to renew it.
LEASE_SECONDS = 2.0


@pytest.mark.slow
async def test_so_many_at_a_time_and_all_of_them(database_url: str, tmp_path: Path) -> None:
    async with studio(database_url, tmp_path) as here, working(here.services, 3):
        here.cheap.going_on.clear()
        made = [await here.ask(f"cat {i}") for i in range(8)]
        await here.cheap.asked(3)
        await asyncio.sleep(0.05)
        assert len(here.cheap.orders) == 3
        here.cheap.going_on.set()
        ended = [await generations.wait(here.services, here.key, one.id, CEILING_SECONDS) for one in made]
        assert {one.status for one in ended} == {GenerationState.COMPLETED}
        assert here.cheap.charges.total() == len(here.cheap.charges) == 8


@pytest.mark.slow
async def test_a_lease_is_kept_while_its_worker_lives(sqlite_url: str, tmp_path: Path) -> None:
    async with studio(sqlite_url, tmp_path, lease_seconds=LEASE_SECONDS) as here:
        here.cheap.going_on.clear()
        made = await here.ask()
        async with working(here.services, 1), working(here.services, 1):
            await asyncio.sleep(2 * LEASE_SECONDS)
            assert len(here.cheap.orders) == 1
            here.cheap.going_on.set()
            assert (
                await generations.wait(here.services, here.key, made.id, CEILING_SECONDS)
            ).status is GenerationState.COMPLETED


async def test_cancelled_under_way_its_worker_lets_go(sqlite_url: str, tmp_path: Path) -> None:
    async with studio(sqlite_url, tmp_path, lease_seconds=0.3) as here, working(here.services, 1):
        here.cheap.going_on.clear()
        first = await here.ask()
        await here.cheap.asked()
        await generations.cancel(here.services, here.key, first.id)
        second = await here.ask()
        await here.cheap.asked(2)  # the only worker is free again
        here.cheap.going_on.set()
        assert (
            await generations.wait(here.services, here.key, second.id, CEILING_SECONDS)
        ).status is GenerationState.COMPLETED
        assert here.cheap.charges.total() == 1


async def test_told_to_stop_they_leave_their_jobs_to_others(
    sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.arena.generations.workers.GRACE_SECONDS", 0.05)
    async with studio(sqlite_url, tmp_path) as here:
        here.cheap.going_on.clear()
        made = await here.ask()
        async with working(here.services, 1):
            await here.cheap.asked()
        here.cheap.going_on.set()
        async with working(here.services, 1):  # the lease of half a minute is not waited for
            assert (
                await generations.wait(here.services, here.key, made.id, CEILING_SECONDS)
            ).status is GenerationState.COMPLETED
        assert here.cheap.orders[0].attempt == here.cheap.orders[1].attempt


async def test_a_fault_ends_the_job_and_not_the_worker(
    sqlite_url: str, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with studio(sqlite_url, tmp_path) as here, working(here.services, 1):
        here.cheap.plan.append(RuntimeError("a secret prompt"))
        with caplog.at_level(logging.ERROR, "arena"):
            first = await generations.wait(
                here.services, here.key, (await here.ask("a secret prompt")).id, CEILING_SECONDS
            )
        assert first.error is not None
        assert first.error.code == "internal-error"
        assert first.id in caplog.text
        assert "RuntimeError" in caplog.text
        assert "secret" not in caplog.text
        second = await generations.wait(here.services, here.key, (await here.ask()).id, CEILING_SECONDS)
        assert second.status is GenerationState.COMPLETED


async def test_no_workers_leave_everything(sqlite_url: str, tmp_path: Path) -> None:
    async with studio(sqlite_url, tmp_path) as here, working(here.services, 0):
        made = await here.ask()
        assert (
            await generations.wait(here.services, here.key, made.id, 0.4)
        ).status is GenerationState.QUEUED
        assert await here.services.database.read(rows.waiting, 5) == 1
