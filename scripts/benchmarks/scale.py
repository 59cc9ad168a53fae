"""Votes over several processes and arenas on PostgreSQL."""

from __future__ import annotations

import json
import random
import tempfile
from collections.abc import Sequence
from pathlib import Path

from scripts.benchmarks.load import Load, drive, http
from scripts.benchmarks.rows import Row
from scripts.benchmarks.server import ARENA, Target, arena, environment, prepare, serving, vote
from tests.support.postgres import PostgresServer

PROCESSES, ARENAS = (1, 2), (1, 8)

_COUNT, _LONE = 10_000, 600
_TOGETHER = 100
_CONNECTIONS = 256
# What the second process, or the eighth arena, should give; from the process count on.
_ONE_ARENA = {2: 1.5, 4: 3.0, 8: 4.0}
_EIGHT_ARENAS = {2: 1.6, 8: 6.0}
_ARENAS_REACH = 0.9
_P99_REACH = 4.0


def run(processes: Sequence[int] = PROCESSES, arenas: Sequence[int] = ARENAS) -> list[Row]:
    """Measure every number of processes with every number of arenas, one vote a request."""
    with tempfile.TemporaryDirectory() as name, PostgresServer() as postgres:
        folder = Path(name)
        rates: dict[tuple[int, int], Load] = {}
        rows: list[Row] = []
        for count in processes:
            for number in arenas:
                url = postgres.create_database(f"scale_{count}_{number}")
                with serving(url, folder, processes=count) as target:
                    _prepare(target, number)
                    rates[count, number] = _load(target, number, _CONNECTIONS, _COUNT)
                    if (count, number) == (processes[0], arenas[0]):
                        rows += _of_one(target)
                _check(url, folder)
        return [*_matrix(rates, processes, arenas), *rows]


def _prepare(target: Target, number: int) -> None:
    prepare(target)
    for i in range(1, number):
        target.post("/api/v1/arenas", {"slug": f"{ARENA}-{i}", "name": "Bench"})


def _load(target: Target, arenas: int, connections: int, count: int, *, votes: int = 1) -> Load:
    random_ = random.Random(connections)

    def request(number: int) -> bytes:
        slug = f"{ARENA}-{number % arenas}" if number % arenas else ARENA
        body = json.dumps({"votes": [vote(random_) for _ in range(votes)]}).encode()
        headers = {"Authorization": f"Bearer {target.key}"}
        return http("POST", f"/api/v1/arenas/{slug}/votes", body, **headers)

    drive(target.port, request, count=count // 4, connections=connections, status=200)
    return drive(target.port, request, count=count, connections=connections, status=200)


def _of_one(target: Target) -> list[Row]:
    """Measure a lone client and large requests on a server that has just been measured."""
    lone = _load(target, 1, 1, _LONE)
    large = _load(target, 1, 8, _COUNT // _TOGETHER, votes=_TOGETHER)
    return [
        Row(what="one vote per request, a lone client, median, PostgreSQL", value=lone.p50, unit="ms"),
        Row(
            what="requests of 100 votes, 8 at once, PostgreSQL", value=large.rate * _TOGETHER, unit="votes/s"
        ),
    ]


def _matrix(rates: dict[tuple[int, int], Load], processes: Sequence[int], arenas: Sequence[int]) -> list[Row]:
    rows = []
    for (count, number), load in rates.items():
        floor, floor_is, reach = None, "", None
        if count != processes[0]:
            floor, floor_is = rates[processes[0], number].rate, f"/s, processes: {processes[0]}"
            reach = (_ONE_ARENA if number == 1 else _EIGHT_ARENAS).get(count)
        elif number != arenas[0]:
            floor, floor_is = rates[count, arenas[0]].rate, f"/s, arenas: {arenas[0]}"
            reach = _ARENAS_REACH
        what = f"one vote per request, PostgreSQL, processes: {count}, arenas: {number}"
        rows.append(Row(what=what, value=load.rate, unit="/s", floor=floor, floor_is=floor_is, reach=reach))
        if floor is None:
            rows.append(_tail(load))
    return rows


def _tail(load: Load) -> Row:
    return Row(
        what=f"the same, p99, {_CONNECTIONS} at once",
        value=load.p99,
        unit="ms",
        floor=load.p50,
        floor_is="ms, p50",
        reach=_P99_REACH,
        at_most=True,
    )


def _check(url: str, folder: Path) -> None:
    checked = arena(environment(url, folder), "recount", "--check")["arenas"]
    if any(one["differences"] for one in checked):
        raise RuntimeError(f"the recount differs: {checked}")
