"""A recount from the sealed log, by two workers and by one, each of which must come to the same bits."""

from __future__ import annotations

import asyncio
import tempfile
import time
from contextlib import AbstractContextManager
from pathlib import Path

from scripts.benchmarks.imports import write_votes
from scripts.benchmarks.rows import Row
from scripts.benchmarks.work import ARENA, measured
from service.arena.archive import counts, recounts, sealing
from service.arena.archive.ray_workers import cluster
from service.arena.archive.workers import Workers, processes
from service.arena.services import Services, open_services
from service.db.migrate import upgrade
from service.settings import Settings
from tests.support.ray_cluster import ray_cluster

VOTES = 1_000_000
TRIES = 3
_ROOT = Path(__file__).parents[2]


def run() -> list[Row]:
    """Return the figures of recounts by several workers; three minutes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file, url = folder / "votes.csv", f"sqlite:///{folder / 'arena.db'}"
        write_votes(file, VOTES)
        upgrade(url)
        measured(url, str(file))
        alone = measured(url).seconds
        settings = Settings(database_url=url, data_dir=folder, blobs_url=str(folder / "blobs"))
        return asyncio.run(_measure(settings, alone))


async def _measure(settings: Settings, alone: float) -> list[Row]:
    async with open_services(settings) as services:
        sealed = await sealing.seal(services)
        votes = sealed[-1].last_position
        size = sum(segment.bytes for segment in sealed) / votes
        rows = [
            Row(what=f"{votes:,} sealed votes, size of each", value=size, unit="bytes"),
            Row(what="head-to-head counts of that log", value=await _counts(services), unit="s"),
        ]
        one, two = [await _recount(services, workers) for workers in (processes(1), processes(2))]
        with ray_cluster(_ROOT) as ray:
            ray_one, ray_two = [await _recount(services, cluster(ray.url, count)) for count in (1, 2)]
        return [
            *rows,
            _row("recount of that log by one worker", one, alone, "by one process from SQLite", None),
            _row("the same, by two workers", two, one, "by one worker", 1.7),
            _row("the same, by two workers of a Ray cluster", ray_two, ray_one, "by one of them", 1.7),
        ]


def _row(what: str, seconds: float, floor: float, floor_is: str, reach: float | None) -> Row:
    floor_is = f"/s, {floor_is}"
    return Row(
        what=what, value=VOTES / seconds, unit="/s", floor=VOTES / floor, floor_is=floor_is, reach=reach
    )


async def _counts(services: Services) -> float:
    began = time.perf_counter()
    await counts.count(services, ARENA, counts.Period(None, None))
    return time.perf_counter() - began


async def _recount(services: Services, pool: AbstractContextManager[Workers]) -> float:
    """Return the shortest time of a few checks, of which the first one also starts the workers."""
    with pool as workers:
        return min([await _seconds(services, workers) for _ in range(TRIES)])


async def _seconds(services: Services, workers: Workers) -> float:
    began = time.perf_counter()
    (check,) = await recounts.check(services, workers, ARENA)
    if check.differences:
        raise RuntimeError(f"{check.differences} rows differ")
    return time.perf_counter() - began
