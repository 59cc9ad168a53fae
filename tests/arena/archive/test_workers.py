"""Workers that are processes: the same results, also when they are killed in the middle of their steps."""

from __future__ import annotations

import asyncio
import os
import random
import signal
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from service.arena.archive import plans, recounts, sealing
from service.arena.archive.steps import Step, StepResult
from service.arena.archive.workers import ProcessWorkers, processes
from service.errors import Damaged, Unavailable
from tests.support.votes.archives import logged, segments
from tests.support.votes.arenas import checked

pytestmark = [pytest.mark.anyio, pytest.mark.slow]


@pytest.fixture
def workers() -> Iterator[ProcessWorkers]:
    with processes(2) as made:
        yield made


def pids(workers: ProcessWorkers) -> list[int]:
    return list(workers._pool._processes or {})


async def test_two_processes_come_to_the_same(
    sqlite_url: str, tmp_path: Path, workers: ProcessWorkers
) -> None:
    """Processes read files alone; the process that gives them steps has the database."""
    async with logged(sqlite_url, tmp_path) as (services, _):
        await sealing.seal(services)
        (check,) = await recounts.check(services, workers, None)
        assert (check.votes, check.differences) == (90, 0)
        await recounts.recount(services, workers, None, {"tau": 0.2})
        assert (await checked(services)).differences == 0


async def test_an_error_comes_back(sqlite_url: str, tmp_path: Path, workers: ProcessWorkers) -> None:
    async with logged(sqlite_url, tmp_path) as (services, arena):
        await sealing.seal(services)
        (row,) = await segments(services, arena)
        services.blobs.delete("log", row.sha256)
        with pytest.raises(Damaged, match=f"the bytes of {row.sha256.hex()} are missing"):
            await recounts.check(services, workers, None)


class Killed:
    """Processes of which one is killed after every few steps, wherever the others are."""

    def __init__(self, workers: ProcessWorkers, kills: int) -> None:
        self.count = workers.count
        self.kills = 0
        self._workers = workers
        self._most = kills
        self._random = random.Random(3)

    async def fold(self, step: Step) -> StepResult:
        folding = asyncio.ensure_future(self._workers.fold(step))
        if self.kills < self._most and self._random.random() < 0.3 and pids(self._workers):
            with suppress(ProcessLookupError):
                os.kill(self._random.choice(pids(self._workers)), signal.SIGKILL)
            self.kills += 1
        return await folding


@pytest.mark.kills
async def test_kills_change_no_bit(
    sqlite_url: str, tmp_path: Path, workers: ProcessWorkers, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with logged(sqlite_url, tmp_path) as (services, _):
        monkeypatch.setattr(plans, "MOST_VOTES", 9)
        killed = Killed(workers, 2)
        (check,) = await recounts.check(services, killed, None)
        assert (check.votes, check.differences, killed.kills) == (90, 0, 2)


class Deadly:
    """A step that kills the process that reads it."""

    def __reduce__(self) -> tuple[object, ...]:
        return os._exit, (9,)


@pytest.mark.kills
async def test_a_step_that_always_loses_its_worker_ends(
    workers: ProcessWorkers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.arena.archive.workers.ATTEMPTS", 2)
    with pytest.raises(Unavailable, match="lost 2 times"):
        await workers.fold(Deadly())  # type: ignore[arg-type]


def test_the_processes_end_with_the_work() -> None:
    with processes(1) as workers:
        assert workers._pool.submit(os.getpid).result() in pids(workers)
        (pid,) = pids(workers)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
