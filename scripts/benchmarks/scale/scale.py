"""Votes and reads over several processes and arenas on PostgreSQL, beside their floors.

Every load runs on a copy of a database whose arenas have votes: the first votes of an arena create most of
its rows, which costs more than to update them.
"""

from __future__ import annotations

import asyncio
import json
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import asyncpg

from scripts.benchmarks.load import drive, http
from scripts.benchmarks.rows import Row
from scripts.benchmarks.scale import prototype
from scripts.benchmarks.scale.clients import Flow, flow
from scripts.benchmarks.scale.prototype import Shape
from scripts.benchmarks.scale.rows import TOGETHER, Figures, rows
from scripts.benchmarks.scale.shares import Shares
from scripts.benchmarks.server import ARENA, Target, arena, environment, prepare, serving, vote
from tests.support.db.postgres import PostgresServer

PROCESSES, ARENAS = (1, 2), (1, 8)

# Votes of each arena before anything is measured.
FILL = 20_000
_SECONDS, _WARM_UP = 6.0, 2.0
_SHORT = 3.0
# Requests in flight: of one vote, of one vote where the tail is measured, of many, and of reads.
_CONNECTIONS, _TAIL_CONNECTIONS = 600, 256
_LARGE_A_PROCESS, _READS_A_PROCESS = 16, 64
_POOL = 4_000
_FILL_REQUEST = 200
_READ_CLIENT_CORES = 2
_START_SECONDS = 120
# A process is among the workers a moment before it listens.
_LISTEN_SECONDS = 1
_WORKERS = "SELECT count(*) FROM fold_workers WHERE seen_at > (extract(epoch FROM now()) - 2) * 1000000"
_INSERT = (
    "INSERT INTO votes (arena_id, position, voted_at, model_left, model_right, stratum_id, outcome) "
    "VALUES (1, $1, 1, 1, 2, 1, 1)"
)


def run(processes: Sequence[int] = PROCESSES, arenas: Sequence[int] = ARENAS) -> list[Row]:
    """Measure every number of processes with every number of arenas."""
    with tempfile.TemporaryDirectory() as name, PostgresServer() as postgres:
        bench = _Bench(postgres, Path(name))
        bench.fill(max(arenas), max(processes))
        for count in processes:
            for number in arenas:
                bench.measure(count, number, more=number == arenas[0])
            bench.floor(count)
        for number in arenas:
            for count in processes:
                bench.prototype(count, number)
        bench.figures.inserts = asyncio.run(_inserts(bench.copy("inserts")))
        return rows(bench.figures, processes, arenas)


@dataclass
class _Bench:
    """The servers that are measured, and what was measured so far."""

    postgres: PostgresServer
    folder: Path
    figures: Figures = field(default_factory=Figures)

    def fill(self, arenas: int, processes: int) -> None:
        """Make the database that all others are copies of."""
        began = time.monotonic()
        url = self.postgres.create_database("filled")
        with self._serving(url, processes) as target:
            prepare(target)
            for i in range(1, arenas):
                target.post("/api/v1/arenas", {"slug": f"{ARENA}-{i}", "name": "Bench"})
            requests = _posts(target, arenas, _FILL_REQUEST, FILL * arenas // _FILL_REQUEST)
            # The first requests create the prompt categories, for which processes would wait for each other.
            for some, connections in ((requests[: 2 * arenas], 1), (requests[2 * arenas :], 2 * arenas)):
                drive(target.port, some.__getitem__, count=len(some), connections=connections, status=200)
        _say(f"{arenas} arenas with {FILL:,} votes each took {time.monotonic() - began:.0f} s")

    def copy(self, name: str) -> str:
        """Return the address of a new copy of that database."""
        return self.postgres.create_database(name, "filled")

    @contextmanager
    def _serving(self, url: str, count: int, *, floor: bool = False) -> Iterator[Target]:
        with serving(url, self.folder, processes=count, floor=floor) as target:
            asyncio.run(_all_run(url, count))
            yield target

    def measure(self, count: int, number: int, *, more: bool) -> None:
        """Measure votes to a number of arenas, and ``more`` with one of the numbers."""
        url, figures = self.copy(f"scale_{count}_{number}"), self.figures
        with self._serving(url, count) as target:
            posts = _posts(target, number)
            what = f"{count} processes, {number} arenas"
            figures.votes[count, number] = _flow(what, target, posts, _CONNECTIONS, _SECONDS)
            if more:
                self._measure_more(target, count, number, posts)
        _check(url, self.folder)
        self.postgres.drop_database(f"scale_{count}_{number}")

    def _measure_more(self, target: Target, count: int, number: int, posts: Sequence[bytes]) -> None:
        figures = self.figures
        figures.tails[count] = _flow(f"{count} processes, tail", target, posts, _TAIL_CONNECTIONS, _SECONDS)
        if not figures.lone:
            figures.lone = _flow("lone client", target, posts, 1, _SHORT).p50
        large = _posts(target, number, TOGETHER, _POOL // 10)
        figures.large[count] = _flow(
            f"{count} processes, requests of {TOGETHER}", target, large, _LARGE_A_PROCESS * count, _SECONDS
        )
        board = f"/api/v1/arenas/{ARENA}/leaderboard"
        for kind, path in ((figures.reads, board), (figures.plain, "/healthz")):
            kind[count] = _flow(
                f"{count} processes, GET {path}",
                target,
                [http("GET", path)],
                _READS_A_PROCESS * count,
                _SHORT,
                cores=_READ_CLIENT_CORES,
            )

    def floor(self, count: int) -> None:
        """Measure the same route without a database."""
        with self._serving(self.copy(f"floor_{count}"), count, floor=True) as target:
            posts = _posts(target, 1)
            what = f"{count} processes, no database"
            self.figures.floors[count] = _flow(what, target, posts, _CONNECTIONS, _SHORT)

    def prototype(self, count: int, number: int) -> None:
        """Measure the prototype with small and large batches."""
        for batch in (32, 256):
            shape = Shape(count, number, batch)
            name = f"prototype_{count}_{number}_{batch}"
            found = prototype.rate(self.postgres.create_database(name), shape, _SHORT)
            self.figures.prototype[shape] = found
            self.postgres.drop_database(name)
            _say(f"prototype, {count} processes, {number} arenas, batches of {batch}: {found:,.0f} votes/s")


async def _all_run(url: str, count: int) -> None:
    """Wait until so many processes serve: connections made before stay with those that were there."""
    connection = await asyncpg.connect(url)
    deadline = time.monotonic() + _START_SECONDS
    while await connection.fetchval(_WORKERS) < count:
        if time.monotonic() > deadline:
            raise RuntimeError(f"{count} processes did not start")
        await asyncio.sleep(0.1)
    await connection.close()
    await asyncio.sleep(_LISTEN_SECONDS)


def _posts(target: Target, arenas: int, votes: int = 1, count: int = _POOL) -> list[bytes]:
    random_ = random.Random(arenas)
    found = []
    for i in range(count):
        slug = f"{ARENA}-{i % arenas}" if i % arenas else ARENA
        body = json.dumps({"votes": [vote(random_) for _ in range(votes)]}).encode()
        headers = {"Authorization": f"Bearer {target.key}"}
        found.append(http("POST", f"/api/v1/arenas/{slug}/votes", body, **headers))
    return found


def _flow(
    what: str,
    target: Target,
    requests: Sequence[bytes],
    connections: int,
    seconds: float,
    *,
    cores: float = 0,
) -> Flow:
    shares = Shares(target.pid, _WARM_UP + 1, seconds - 1)
    found = flow(
        target.port, requests, connections=connections, seconds=seconds, warm_up=_WARM_UP, cores=cores
    )
    _say(
        f"{what}, {connections} at once: {found.rate:,.0f} answers/s, p50 {found.p50:.1f} ms, "
        f"p99 {found.p99:.1f} ms; busy: {shares}, busiest client {found.client:.2f}"
    )
    return found


def _say(what: str) -> None:
    print(f"scale: {what}", file=sys.stderr, flush=True)


def _check(url: str, folder: Path) -> None:
    checked = arena(environment(url, folder), "recount", "--check")["arenas"]
    if any(one["differences"] for one in checked):
        raise RuntimeError(f"the recount differs: {checked}")


async def _inserts(url: str) -> float:
    """Return how many votes a second the bare driver inserts in batches of 1,000, in one transaction each."""
    connection = await asyncpg.connect(url)
    first, began = 10**9, time.monotonic()
    while (passed := time.monotonic() - began) < _SHORT:
        await connection.executemany(_INSERT, [(first + i,) for i in range(1_000)])
        first += 1_000
    await connection.close()
    _say(f"the driver's inserts: {(first - 10**9) / passed:,.0f} votes/s")
    return (first - 10**9) / passed
