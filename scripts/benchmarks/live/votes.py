"""One vote a request: parsed, stored, rated on four axes, committed and answered."""

from __future__ import annotations

import json
import random
import tempfile
from pathlib import Path

from scripts.benchmarks.load import Load, drive, http
from scripts.benchmarks.rows import Row
from scripts.benchmarks.server import ARENA, Target, arena, environment, prepare, serving, vote
from tests.support.db.postgres import PostgresServer

_COUNT = 12_000
_WARM_UP = 2_000
_P99_REACH = 5.0


def run() -> list[Row]:
    """On SQLite and on PostgreSQL, each beside the same route without a database; then two processes."""
    with tempfile.TemporaryDirectory() as name, PostgresServer() as postgres:
        folder = Path(name)
        sqlite = _beside_floor("SQLite", f"sqlite:///{folder}/arena.db", folder)
        single = postgres.create_database("single")
        rows = [*sqlite, *_beside_floor("PostgreSQL", single, folder)]
        return [*rows, *_processes(postgres, folder)]


def _beside_floor(kind: str, url: str, folder: Path) -> list[Row]:
    with serving(url, folder) as target:
        prepare(target)
        real = measure(target, 64)
    with serving(url, folder, floor=True) as target:
        floor = measure(target, 64)
    _no_difference(url, folder)
    return [
        Row(
            what=f"one vote per request, {kind}, 64 at once",
            value=real.rate,
            unit="/s",
            floor=floor.rate,
            floor_is="/s, the same route without a database",
            reach=0.5,
        ),
        Row(
            what=f"the same, p99, {kind}",
            value=real.p99,
            unit="ms",
            floor=real.p50,
            floor_is="ms, p50",
            reach=_P99_REACH,
            at_most=True,
        ),
    ]


def _processes(postgres: PostgresServer, folder: Path) -> list[Row]:
    rates = {}
    for processes in (1, 2):
        url = postgres.create_database(f"processes_{processes}")
        with serving(url, folder, processes=processes) as target:
            prepare(target)
            rates[processes] = measure(target, 256).rate
        _no_difference(url, folder)
    return [
        Row(
            what="one vote per request, PostgreSQL, 2 processes, 256 at once",
            value=rates[2],
            unit="/s",
            floor=rates[1],
            floor_is="/s, 1 process",
            reach=1.2,
        )
    ]


def measure(target: Target, connections: int, count: int = _COUNT) -> Load:
    """Return votes to the bench arena, after a warm-up."""
    random_ = random.Random(connections)
    path = f"/api/v1/arenas/{ARENA}/votes"

    def request(_: int) -> bytes:
        body = json.dumps({"votes": [vote(random_)]}).encode()
        return http("POST", path, body, Authorization=f"Bearer {target.key}")

    drive(target.port, request, count=_WARM_UP, connections=connections, status=200)
    return drive(target.port, request, count=count, connections=connections, status=200)


def _no_difference(url: str, folder: Path) -> None:
    checked = arena(environment(url, folder), "recount", "--check")["arenas"]
    if any(found["differences"] for found in checked):
        raise RuntimeError(f"the recount differs: {checked}")
