"""Workers of a Ray cluster: the same results, also when they are killed in the middle of their steps."""

from __future__ import annotations

import asyncio
import gc
import os
import random
import signal
import sys
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from unittest.mock import patch

import pytest

from service.arena.archive import plans, recounts, sealing
from service.arena.archive.ray_workers import RayWorkers, cluster
from service.arena.archive.steps import Step, StepResult
from service.errors import Damaged, Invalid, Unavailable
from tests.support.network.ports import free_port
from tests.support.processes.ray_cluster import RayCluster, needs_ray, ray_cluster
from tests.support.votes.archives import logged, segments
from tests.support.votes.arenas import checked

pytestmark = [
    pytest.mark.anyio,
    # Ray leaves files and sockets for the garbage collector.
    pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestUnraisableExceptionWarning"),
    pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::FutureWarning", "ignore::UserWarning"),
]


KILLS = 2


@pytest.fixture(autouse=True)
def _leftovers_collected() -> Iterator[None]:
    """Let the garbage collector find what Ray leaves here, and not in a test that takes it for its own."""
    yield
    gc.collect()


@pytest.fixture(scope="module")
def ray(request: pytest.FixtureRequest) -> Iterator[RayCluster]:
    with ray_cluster(request.config.rootpath) as made:
        yield made


class Killed:
    """Workers of which one is killed after every few steps, wherever it is."""

    def __init__(self, workers: RayWorkers, ray: RayCluster) -> None:
        self.count = workers.count
        self.kills = 0
        self._workers = workers
        self._ray = ray
        self._random = random.Random(3)

    async def fold(self, step: Step) -> StepResult:
        folding = asyncio.ensure_future(self._workers.fold(step))
        if self.kills < KILLS and self._random.random() < 0.3 and (pids := self._ray.workers()):
            with suppress(ProcessLookupError):
                os.kill(self._random.choice(pids), signal.SIGKILL)
                self.kills += 1
        return await folding


@needs_ray
@pytest.mark.kills
async def test_a_cluster_comes_to_the_same_whatever_is_killed(
    sqlite_url: str, tmp_path: Path, ray: RayCluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Workers read files alone; the process that gives them steps has the database."""
    async with logged(sqlite_url, tmp_path) as (services, arena):
        await sealing.seal(services)
        monkeypatch.setattr(plans, "MOST_VOTES", 4)
        with cluster(ray.url) as workers:
            assert workers.count == 2
            killed = Killed(workers, ray)
            while killed.kills < KILLS:
                (check,) = await recounts.check(services, killed, None)
                assert (check.votes, check.differences) == (90, 0)
            await recounts.recount(services, workers, None, {"tau": 0.2})
            assert (await checked(services)).differences == 0
            (row,) = await segments(services, arena)
            services.blobs.delete("log", row.sha256)
            with pytest.raises(Damaged, match=f"the bytes of {row.sha256.hex()} are missing"):
                await recounts.check(services, workers, None)


@needs_ray
@pytest.mark.slow
def test_a_cluster_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    for wait in ("INITIAL_TIMEOUT_SEC", "MAX_TIMEOUT_SEC"):  # of the first try, and of the two after it
        monkeypatch.setattr(f"ray.util.client.worker.{wait}", 0.1)
    with pytest.raises(Unavailable, match="cannot be reached"), cluster(f"ray://127.0.0.1:{free_port()}"):
        raise AssertionError("there is no cluster")


def test_without_ray_the_error_says_how_to_install_it() -> None:
    with (
        patch.dict(sys.modules, {"ray": None}),
        pytest.raises(Invalid, match=r"arena-service\[cluster\]"),
        cluster("ray://127.0.0.1:1"),
    ):
        pass
