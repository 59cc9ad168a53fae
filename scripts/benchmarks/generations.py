"""The generation gateway: its overhead, the latency of an answer, and votes while clients wait."""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import select

from scripts.benchmarks.live.votes import measure
from scripts.benchmarks.rows import Row
from scripts.benchmarks.server import Target, environment, prepare, serving, wait_until
from service.db.engine import ReadSession, open_database
from service.db.tables.generations import generations
from service.demo.painters.studio import PAINTERS
from service.demo.provider import DemoProvider
from service.providers.protocol import ImageRequest
from tests.support.db.postgres import PostgresServer

_JOBS = 60
_AT_ONCE = 2
_WAITING = 1_000
_PAINTER = min(PAINTERS)
_PROMPT = "a red fox on a frozen river"


def run() -> list[Row]:
    """Measure images a second, the latency of answers, and votes while a thousand clients wait."""
    with tempfile.TemporaryDirectory() as name, PostgresServer() as postgres:
        folder = Path(name)
        return [
            _throughput(folder),
            _answers("one process, SQLite", f"sqlite:///{folder}/answers.db", folder, 20),
            _answers("one process, PostgreSQL", postgres.create_database("one"), folder, 20),
            _answers(
                "across processes, PostgreSQL", postgres.create_database("two"), folder, 150, apart=True
            ),
            _votes(folder),
        ]


def _throughput(folder: Path) -> Row:
    direct = asyncio.run(_direct())
    with _gateway(f"sqlite:///{folder}/jobs.db", folder) as target:
        began = time.perf_counter()
        names = [_ask(target, seed)["id"] for seed in range(_JOBS)]
        for one in names:
            _wait(target, one)
        rate = _JOBS / (time.perf_counter() - began)
    return Row(
        what=f"demo images through the gateway, {_AT_ONCE} workers",
        value=rate,
        unit="/s",
        floor=direct,
        floor_is=f"/s, the provider called directly, {_AT_ONCE} at once",
        reach=0.8,
    )


async def _direct() -> float:
    """Return images a second of the provider alone."""
    provider, seeds = DemoProvider(), iter(range(_JOBS))

    async def worker() -> None:
        for seed in seeds:
            await provider.generate(ImageRequest(_PROMPT, _PAINTER, str(seed), 60.0, seed=seed))

    began = time.perf_counter()
    await asyncio.gather(*(worker() for _ in range(_AT_ONCE)))
    return _JOBS / (time.perf_counter() - began)


def _answers(where: str, url: str, folder: Path, reach: int, *, apart: bool = False) -> Row:
    """Return how long after its generation has ended a waiting client has the answer."""
    with _gateway(url, folder, 0 if apart else 1) as target:
        worker = _worker(url, folder) if apart else None
        lags = []
        for seed in range(30):
            made = _ask(target, seed, size="64x64")
            _wait(target, made["id"])
            answered = datetime.now(UTC).timestamp()
            lags.append(answered * 1000 - asyncio.run(_ended_at(url, made["id"])))
        if worker is not None:
            worker.terminate()
            worker.wait(30)
    lag = statistics.median(lags)
    return Row(
        what=f"completion to response, {where}, median", value=lag, unit="ms", reach=reach, at_most=True
    )


async def _ended_at(url: str, name: str) -> float:
    """Return when a generation ended, in milliseconds since 1970."""

    def read(session: ReadSession) -> int:
        ended = select(generations.c.finished_at).where(generations.c.name == name)
        return int(session.execute(ended).scalar_one())

    database = open_database(url, 1)
    try:
        return await database.read(read) / 1000
    finally:
        await database.close()


def _worker(url: str, folder: Path) -> subprocess.Popen[bytes]:
    command = [str(Path(sys.executable).with_name("arena")), "worker", "--workers", "1"]
    return subprocess.Popen(command, env=environment(url, folder), stderr=subprocess.DEVNULL)


def _votes(folder: Path) -> Row:
    """Return the p99 of votes while a thousand clients wait for images that no worker makes."""
    with _gateway(f"sqlite:///{folder}/votes.db", folder, 0) as target:
        prepare(target)
        alone = measure(target, 16, 4_000)
        name = _ask(target, 1)["id"]
        held = asyncio.run(_beside(target, name))
    return Row(
        what=f"p99 of votes with {_WAITING} waiting clients",
        value=held,
        unit="ms",
        floor=alone.p99,
        floor_is="ms, alone",
        reach=2,
        at_most=True,
    )


async def _beside(target: Target, name: str) -> float:
    request = (
        f"GET /v1/generations/{name}?wait=60 HTTP/1.1\r\nHost: 127.0.0.1\r\n"
        f"Authorization: Bearer {target.key}\r\n\r\n"
    )
    writers = []
    for _ in range(_WAITING):
        _, writer = await asyncio.open_connection("127.0.0.1", target.port)
        writer.write(request.encode())
        writers.append(writer)
    await asyncio.sleep(1)
    load = await asyncio.to_thread(measure, target, 16, 4_000)
    for writer in writers:
        writer.close()
    return load.p99


@contextmanager
def _gateway(url: str, folder: Path, workers: int = _AT_ONCE) -> Iterator[Target]:
    """Yield a server with a model that the demo paints."""
    with serving(url, folder, ARENA_WORKERS=str(workers)) as target:
        target.post("/api/v1/models", {"slug": "demo", "name": "Demo"})
        offer = {"provider": "demo", "amount": 0, "currency": "USD", "upstream": _PAINTER}
        target.post("/api/v1/models/demo/offers", offer)
        yield target


def _ask(target: Target, seed: int, **more: str) -> Any:
    asked = {"prompt": _PROMPT, "seed": seed, **more}
    return target.post("/v1/generations", {"model": "demo", "input": asked})


def _wait(target: Target, name: str) -> None:
    headers = {"Authorization": f"Bearer {target.key}"}
    url = f"http://127.0.0.1:{target.port}/v1/generations/{name}"

    def is_painted() -> bool:
        found = httpx.get(url, params={"wait": 60}, headers=headers, timeout=90).json()
        if found["status"] not in {"queued", "running", "completed"}:
            raise RuntimeError(f"not painted: {found}")
        return bool(found["status"] == "completed")

    wait_until(is_painted, f"{name} is not painted")
