"""A recount from the sealed log, by two workers and by one, each of which must come to the same bits."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from scripts.benchmarks.bulk.imports import write_votes
from scripts.benchmarks.rows import Row
from scripts.benchmarks.work import ARENA, measured
from service.arena.archive import counts, recounts, sealing
from service.arena.archive.ray_workers import cluster
from service.arena.archive.steps import Step, StepResult
from service.arena.archive.workers import Workers, processes
from service.arena.services import Services, open_services
from service.db.migrate import upgrade
from service.settings import Settings
from tests.support.processes.ray_cluster import ray_cluster

VOTES = 1_000_000
TRIES = 3
_ROOT = Path(__file__).parents[3]


class Took(NamedTuple):
    """Seconds of a recount, and those of them in which workers folded."""

    all: float
    folds: float


class _Watched:
    """Workers, with the time from the beginning of their first step to the end of their last one."""

    def __init__(self, workers: Workers) -> None:
        self.count = workers.count
        self._workers = workers
        self.began = self.ended = 0.0

    async def fold(self, step: Step) -> StepResult:
        """See Workers."""
        self.began = self.began or time.perf_counter()
        result = await self._workers.fold(step)
        self.ended = time.perf_counter()
        return result


def run() -> list[Row]:
    """Return the figures of recounts by several workers; three minutes."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file, url = folder / "votes.csv", f"sqlite:///{folder / 'arena.db'}"
        write_votes(file, VOTES)
        upgrade(url)
        measured(url, str(file))
        alone = VOTES / measured(url).seconds
        rows = recounted(url, folder, VOTES, TRIES)
        by_one = replace(rows[2], floor=alone, floor_is="/s, by one process from SQLite")
        return [*rows[:2], by_one, *rows[3:]]


def recounted(url: str, folder: Path, votes: int, tries: int, reach: float | None = None) -> list[Row]:
    """Return the figures of an imported log: its segments, and its recounts by one worker and by two."""
    settings = Settings(database_url=url, data_dir=folder, blobs_url=str(folder / "blobs"))
    return asyncio.run(_measure(settings, votes, tries, reach))


async def _measure(settings: Settings, votes: int, tries: int, reach: float | None) -> list[Row]:
    async with open_services(settings) as services:
        sealed = await sealing.seal(services)
        closed = sealed[-1].last_position
        size = sum(segment.bytes for segment in sealed) / closed
        rows = [
            Row(what=f"{closed:,} sealed votes, size of each", value=size, unit="bytes"),
            Row(what="head-to-head counts of that log", value=await _counts(services), unit="s"),
        ]
        pair = [await _recount(services, workers, tries) for workers in (processes(1), processes(2))]
        rows += _rows("processes", votes, pair, reach)
        with ray_cluster(_ROOT) as ray:
            pair = [await _recount(services, cluster(ray.url, count), tries) for count in (1, 2)]
        return [*rows, *_rows("workers of a Ray cluster", votes, pair, reach)]


def _rows(who: str, votes: int, pair: Sequence[Took], reach: float | None) -> list[Row]:
    """Return the rates of one worker and of two, in all and of the folds alone."""
    one, two = pair
    return [
        Row(what=f"recount of that log by one of the {who}", value=votes / one.all, unit="/s"),
        Row(
            what=f"the same, by two {who}",
            value=votes / two.all,
            unit="/s",
            floor=votes / one.all,
            floor_is="/s, by one",
            reach=reach,
        ),
        Row(
            what=f"the folds of it, by two {who}",
            value=votes / two.folds,
            unit="/s",
            floor=votes / one.folds,
            floor_is="/s, by one",
        ),
    ]


async def _counts(services: Services) -> float:
    began = time.perf_counter()
    await counts.count(services, ARENA, counts.Period(None, None))
    return time.perf_counter() - began


async def _recount(services: Services, pool: AbstractContextManager[Workers], tries: int) -> Took:
    """Return the shortest of a few checks, of which the first one also starts the workers."""
    with pool as workers:
        return min([await _took(services, workers) for _ in range(tries)])


async def _took(services: Services, workers: Workers) -> Took:
    watched, began = _Watched(workers), time.perf_counter()
    (check,) = await recounts.check(services, watched, ARENA)
    if check.differences:
        raise RuntimeError(f"{check.differences} rows differ")
    return Took(time.perf_counter() - began, watched.ended - watched.began)
